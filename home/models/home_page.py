"""Home page of a website, with its shortcuts."""

from itertools import accumulate
from typing import NoReturn

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks
from wagtail.models import Page
from wagtail.query import PageQuerySet
from wagtail.url_routing import RouteResult

from content.blocks import CleanStreamField
from home.blocks.home_sections import HomeSectionsBlock
from home.frames import (
    find_live_translation,
    get_frame_path,
    list_front_pages,
    store_translations,
)
from home.models.base import HEAD_FIELDS, AgencyPage
from home.page_forms import HomePageForm
from home.paths import TRASH_SLUG, get_page_path
from home.specific_pages import load_specific
from ops.database.prepared_query import prepared_query
from sites.permissions.ownership import descendants_q
from sites.requests import AgencyRequest

TASK_ICONS = [
    ("agency", _("Agency")),
    ("news", _("News")),
    ("document", _("Legal document")),
    ("bulletin", _("Bulletin")),
    ("contact", _("Contact")),
    ("search", _("Search")),
    ("people", pgettext_lazy("icon", "People")),
    ("form", _("Form")),
]
DEFAULT_TASK_ICON = "document"
MAX_TASKS = 6
# An address on the website, or one elsewhere.
validate_address = RegexValidator(r"^(/(?!/)|https://)\S*$", _("Begin with https:// or with /."))


class TaskValue(blocks.StructValue):
    """Value of a shortcut."""

    @property
    def known_icon(self) -> str:
        """Return the name of its icon; the default icon if the name is unknown."""
        names = [name for name, _label in TASK_ICONS if name == self.get("icon")]
        return (names or [DEFAULT_TASK_ICON])[0]


class TaskBlock(blocks.StructBlock):
    """Shortcut to what people come for: icon, label, and either a page or a URL."""

    icon = blocks.ChoiceBlock(choices=TASK_ICONS, default=DEFAULT_TASK_ICON, label=_("icon"))
    label = blocks.CharBlock(max_length=40, label=_("words"))
    page = blocks.PageChooserBlock(required=False, label=_("page"))
    address = blocks.CharBlock(
        required=False,
        max_length=300,
        label=_("or an address"),
        validators=[validate_address],
    )

    class Meta:
        icon = "pick"
        value_class = TaskValue
        label = _("Shortcut")
        label_format = "{label}"

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        cleaned = super().clean(value)
        if bool(cleaned["page"]) == bool(cleaned["address"]):
            message = ValidationError(_("Choose either a page or an address."))
            raise blocks.StructBlockValidationError(block_errors={"address": message})
        return cleaned


class AutomaticTasksBlock(blocks.StaticBlock):
    """Place for what people use most, as many as there is room for."""

    class Meta:
        icon = "order-down"
        label = _("What people use most")
        admin_text = _("Chosen anew every hour from what people open and search for.")


class HomePage(AgencyPage):
    """Home page of an agency's website.

    Its sections take their content from the rest of the website; empty ones are left out. A home
    page that nobody has arranged stores no sections and shows those of ``DEFAULT_SECTIONS``.
    """

    base_form_class = HomePageForm
    # The heading of the page is the name of the agency.
    unseen_fields = HEAD_FIELDS | {"title"}

    tagline = models.CharField(
        _("tagline"),
        max_length=200,
        blank=True,
        help_text=_("One sentence: what people come to you for."),
    )
    tasks = CleanStreamField(
        [("task", TaskBlock()), ("automatic", AutomaticTasksBlock())],
        blank=True,
        max_num=MAX_TASKS,
        block_counts={"automatic": {"max_num": 1}},
        collapsed=True,
        verbose_name=_("shortcuts"),
        help_text=_(
            "Up to six things people come to you for. Leave it empty and the page shows the "
            "procedures that are opened most, or name your own and let the rest follow."
        ),
    )
    parts = CleanStreamField(
        HomeSectionsBlock(),
        blank=True,
        verbose_name=_("parts of the page"),
        help_text=_(
            "The page fills itself: there is nothing to do here. Whoever wants can move parts, "
            "leave some out, give them another heading or add a text. Parts with nothing to show "
            "do not appear. If you take all of them away, the usual ones come back."
        ),
    )

    content_panels = [*AgencyPage.content_panels, "tagline", "tasks", "parts"]
    # Home pages are created with their agency; see sites.services.provisioning.
    parent_page_types: list[str] = []
    subpage_types = [
        "home.SectionPage",
        "home.InformationPage",
        "home.NewsIndexPage",
        "home.DocumentIndexPage",
        "home.ProcedureIndexPage",
        "home.ContactPage",
        "home.OrganisationPage",
    ]
    page_description = _("The front page of a unit's website.")

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    def route(self, request: AgencyRequest, path_components: list[str]) -> RouteResult:
        """Route to a descendant in two queries; Wagtail needs two for each level of the tree.

        Sets the page's ancestors as well, for the breadcrumb. Paths that an index page serves
        itself (``rss.xml``) contain a dot, so they cannot be slugs of pages.

        In the frame of another language a path without a live page in that language leads to the
        Vietnamese page of the same path (see ``home.frames``), the path of a page that has a live
        version elsewhere in the frame to that version.
        """
        if TRASH_SLUG in path_components:
            raise Http404
        if not path_components:
            self.note_openness(request, [self])
        own, vietnamese = self._list_pages_on_path(request, path_components)
        is_translated = bool(own) and own[-1].live
        if len(vietnamese) > len(own) or (
            vietnamese and not is_translated and len(vietnamese) == len(own)
        ):
            return self._route_to_vietnamese(request, vietnamese, path_components)
        if not own:
            return super().route(request, path_components)
        if not is_translated and len(own) == len(path_components):
            source = find_live_translation(own[-1], settings.LANGUAGE_CODE)
            if source:
                _lead_on(request, get_frame_path(source, request.LANGUAGE_CODE))
        page = load_specific(own[-1])
        page.__dict__["pages_above"] = own[:-1]
        page.note_openness(request, [self, *own])
        return page.route(request, path_components[len(own) :])

    def _list_pages_on_path(
        self, request: AgencyRequest, path_components: list[str]
    ) -> tuple[list[Page], list[Page]]:
        """Return the pages that lie on a path, from the top down, in one query.

        First those below this home page, then, if it is a translation, those below the Vietnamese
        one.
        """
        if not path_components:
            return [], []
        homes = list_front_pages(request, self)
        addresses = [f"{one}/" for one in accumulate(path_components, "{}/{}".format)]
        found = _list_at(
            homes=[home.path for home in homes],
            slugs=path_components,
            url_paths=[home.url_path + one for home in homes for one in addresses],
        )
        own = [page for page in found if page.path.startswith(self.path)]
        return own, [page for page in found if page not in own]

    def _route_to_vietnamese(
        self, request: AgencyRequest, pages: list[Page], path_components: list[str]
    ) -> RouteResult:
        """Route to the last of ``pages``, or lead on to its translation if that is live."""
        store_translations(pages)
        page, rest = pages[-1], path_components[len(pages) :]
        translated = find_live_translation(page, request.LANGUAGE_CODE)
        if translated:
            if rest and "." not in rest[-1]:
                raise Http404
            _lead_on(request, get_page_path(translated) + "/".join(rest))
        specific = load_specific(page)
        specific.__dict__["other_versions"] = page.__dict__["other_versions"]
        specific.__dict__["pages_above"] = pages[:-1]
        specific.note_openness(request, [request.agency.root_page, *pages])
        return specific.route(request, rest)


@prepared_query
def _list_at(*, homes: list[str], slugs: list[str], url_paths: list[str]) -> PageQuerySet:
    # Filters by slug as well, because slug has an index and url_path has none.
    below = Page.objects.filter(descendants_q("path", homes), slug__in=slugs)
    return below.filter(url_path__in=url_paths).select_related("locale").order_by("depth")


def _lead_on(request: AgencyRequest, path: str) -> NoReturn:
    """Raise Http404, which ``home.middleware`` answers with a redirect to ``path``."""
    request.moved_to = path
    raise Http404
