"""Home page of a website, with its shortcuts."""

from itertools import accumulate

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.models import Page
from wagtail.url_routing import RouteResult

from content.blocks import CleanStreamField
from home.blocks.home_sections import HomeSectionsBlock
from home.models.base import AgencyPage
from home.page_forms import HomePageForm
from home.paths import TRASH_SLUG
from sites.requests import AgencyRequest

TASK_ICONS = [
    ("agency", _("Agency")),
    ("news", _("News")),
    ("document", _("Legal document")),
    ("bulletin", _("Bulletin")),
    ("contact", _("Contact")),
    ("search", _("Search")),
    ("people", _("People")),
    ("form", _("Form")),
]
DEFAULT_TASK_ICON = "document"


class TaskValue(blocks.StructValue):
    """Value of a shortcut."""

    @property
    def drawing(self) -> str:
        """Return the template of its icon; the default icon if the name is unknown."""
        names = [name for name, _label in TASK_ICONS if name == self.get("icon")]
        return f"icons/{(names or [DEFAULT_TASK_ICON])[0]}.svg"


class TaskBlock(blocks.StructBlock):
    """Shortcut to what people come for: icon, label, and either a page or a URL."""

    icon = blocks.ChoiceBlock(choices=TASK_ICONS, default=DEFAULT_TASK_ICON, label=_("icon"))
    label = blocks.CharBlock(max_length=40, label=_("words"))
    page = blocks.PageChooserBlock(required=False, label=_("page"))
    address = blocks.CharBlock(
        required=False,
        max_length=300,
        label=_("or an address"),
        validators=[RegexValidator(r"^(/(?!/)|https://)\S*$", _("Begin with https:// or with /."))],
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


class HomePage(AgencyPage):
    """Home page of an agency's website.

    Its sections take their content from the rest of the website; empty ones are left out. A home
    page that nobody has arranged stores no sections and shows those of ``DEFAULT_SECTIONS``.
    """

    base_form_class = HomePageForm

    tagline = models.CharField(
        _("tagline"),
        max_length=200,
        blank=True,
        help_text=_("One sentence: what people come to you for."),
    )
    tasks = CleanStreamField(
        [("task", TaskBlock())],
        blank=True,
        max_num=6,
        collapsed=True,
        verbose_name=_("shortcuts"),
        help_text=_("Up to six things people come to you for."),
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
        """
        if TRASH_SLUG in path_components:
            raise Http404
        addresses = [f"{one}/" for one in accumulate(path_components, "{}/{}".format)]
        pages_on_path = Page.objects.descendant_of(self).select_related("locale").order_by("depth")
        # Filters by slug as well, because slug has an index and url_path has none.
        pages_on_path = pages_on_path.filter(
            slug__in=path_components, url_path__in=[self.url_path + one for one in addresses]
        )
        pages = list(pages_on_path) if path_components else []
        if not pages:
            return super().route(request, path_components)
        page = pages[-1].specific
        page.__dict__["pages_above"] = pages[:-1]
        return page.route(request, path_components[len(pages) :])
