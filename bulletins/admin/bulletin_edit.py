"""Views that create and edit bulletins, with advice, preview search and choice of a start.

Advice is shown before a bulletin is published: what to improve, and how. Each check in ``CHECKS``
is a function that returns a translated sentence, empty if there is nothing to improve. Advice does
not prevent publishing; what the form demands does, and comes first.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import ceil
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View
from wagtail.admin.ui.side_panels import PreviewSidePanel
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets.button import HeaderButton
from wagtail.snippets.views.snippets import CreateView, EditView

from bulletins.admin.buttons import ChannelsButtonMixin, LifecycleButtonMixin
from bulletins.admin.publication import PublicationFormMixin
from bulletins.admin.translations import list_language_buttons
from bulletins.models import FROM_EARLIER, FROM_TEMPLATE, Bulletin, BulletinTemplate, Urgency
from bulletins.selectors.issuers import find_default_issuer
from bulletins.selectors.publication import list_obstacles
from bulletins.services.drafts import create_draft_from_earlier, create_draft_from_template
from content import advice
from sites.admin.newer_versions import AskBeforeOverwritingMixin
from sites.admin.wagtail_overrides import WithoutChecksMixin
from sites.models import Agency

# Words separated by spaces, which in Vietnamese are syllables.
WORDS_PER_MINUTE = 200
MAX_MINUTES = 2

# Agencies found by the search for a preview, and earlier bulletins to start from.
MAX_PREVIEW_AGENCIES = 10
MAX_MATCHES = 10


@dataclass(frozen=True)
class PublishingAdvice:
    """A piece of advice; ``stops``: the bulletin cannot be published because of it."""

    text: str
    stops: bool = False


def list_advice(bulletin: Bulletin, *, missing: Iterable[str] = ()) -> list[PublishingAdvice]:
    """Return the advice for ``bulletin``; what prevents publishing comes first.

    ``missing``: what its form demands besides (``BulletinForm.list_requirements``).
    """
    given = [check(bulletin) for check in CHECKS]
    return [
        *(PublishingAdvice(text, stops=True) for text in missing),
        *_list_refusals(bulletin),
        *(PublishingAdvice(text) for text in given if text),
    ]


def check_end(bulletin: Bulletin) -> str:
    """Advise to set an end of validity for a routine bulletin without one."""
    if bulletin.valid_until or bulletin.urgency != Urgency.ROUTINE:
        return ""
    return _("It never ends by itself. Say until when it holds, so that nobody reads old news.")


def check_telephone(bulletin: Bulletin) -> str:
    """Advise to give a telephone number if there is none."""
    if bulletin.contact_telephone:
        return ""
    return _("There is no telephone number. Give one that people can call with questions.")


def check_event_type(bulletin: Bulletin) -> str:
    """Advise to choose the kind of event of an emergency, which warning systems are told."""
    if bulletin.event_type_id or bulletin.urgency != Urgency.EMERGENCY:
        return ""
    return _("Warning systems are not told what happens. Choose the kind of event.")


def check_vague_links(bulletin: Bulletin) -> str:
    """Advise about links in the body with a text such as "here"."""
    return advice.find_vague_links(advice.iter_values(bulletin.body))


def check_length(bulletin: Bulletin) -> str:
    """Advise to shorten a bulletin that takes more than ``MAX_MINUTES`` minutes to read."""
    minutes = count_reading_minutes(bulletin)
    if minutes <= MAX_MINUTES:
        return ""
    return _(
        "It takes %(minutes)s minutes to read. Put details into a file; two minutes are enough."
    ) % {"minutes": minutes}


CHECKS: list[Callable[[Bulletin], str]] = [
    check_end,
    check_telephone,
    check_event_type,
    check_vague_links,
    check_length,
]


def count_reading_minutes(bulletin: Bulletin) -> int:
    """Return the reading time of title, instruction and body in minutes, rounded up."""
    body = bulletin.body.stream_block.get_searchable_content(bulletin.body)
    words = " ".join([bulletin.title, bulletin.instruction, *map(str, body)]).split()
    return ceil(len(words) / WORDS_PER_MINUTE)


def _list_refusals(bulletin: Bulletin) -> list[PublishingAdvice]:
    return [PublishingAdvice(each.text, stops=True) for each in list_obstacles(bulletin)]


class PreviewAgencySearchView(PermissionCheckedMixin, View):
    """Active agencies that match ``?q=`` by name, code or host, as JSON.

    The answer is ``{"agencies": [{"mode": code, "name": …}]}``, at most
    ``MAX_PREVIEW_AGENCIES``.
    """

    model = Bulletin
    any_permission_required = ["add", "change"]

    def get(self, request: HttpRequest) -> HttpResponse:
        # PostgreSQL rejects NUL characters in text.
        query = request.GET.get("q", "").replace("\0", "")
        found = Agency.objects.active().matching(query)
        rows = found.order_by("sort_key")[:MAX_PREVIEW_AGENCIES]
        return JsonResponse(
            {"agencies": [{"mode": agency.code, "name": str(agency)} for agency in rows]}
        )


class StartView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """Choice of a blank bulletin, a template, or an earlier bulletin.

    Shows the newest earlier bulletins, or those that match ``?q=``, at most ``MAX_MATCHES``.
    """

    model = Bulletin
    template_name = "bulletins/admin/start.html"
    page_title = gettext_lazy("Write a bulletin")
    header_icon = "bulletin"
    permission_required = "add"
    add_url_name = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # PostgreSQL rejects NUL characters in text.
        query = self.request.GET.get("q", "").replace("\0", "").strip()
        add_url = reverse(self.add_url_name)
        earlier = Bulletin.objects.sources()
        if query:
            earlier = earlier.matching(query)
        return super().get_context_data(**kwargs) | {
            "query": query,
            "add_url": add_url,
            "template_url": f"{add_url}?{FROM_TEMPLATE}=",
            "earlier_url": f"{add_url}?{FROM_EARLIER}=",
            "templates": BulletinTemplate.objects.all(),
            "earlier": earlier.newest_first()[:MAX_MATCHES],
        }


class AdviceMixin(WithoutChecksMixin):
    """Adds advice before publishing, as of the last save, and a preview with agency search."""

    partials_template_name = "bulletins/admin/edit_partials.html"
    form: Any

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        missing = self.form.list_requirements()
        return context | {"advice": list_advice(self.form.instance, missing=missing)}

    def get_side_panels(self) -> Any:
        panels = super().get_side_panels()
        for panel in panels:
            if isinstance(panel, PreviewSidePanel):
                panel.template_name = "bulletins/admin/preview.html"
        return panels


class BulletinCreateView(AdviceMixin, PublicationFormMixin, CreateView):
    """Creation of a bulletin: blank, or from a template or an earlier bulletin.

    ``?mau=`` or ``?tu=`` is the primary key of the template or earlier bulletin.
    """

    def get_initial_form_instance(self) -> Bulletin:
        is_new = self.request.method == "GET"
        instance = self.start if is_new else Bulletin()
        instance.locale = self.locale
        if is_new and instance.source is None:
            instance.source = find_default_issuer(self.request.user)
        return instance

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        if form.is_bound:
            form.accept_references_of(self.start)
        return form

    @cached_property
    def start(self) -> Bulletin:
        """Return the unsaved bulletin to start from. Raises Http404 for an unknown key."""
        by = self.request.user
        if key := self.request.GET.get(FROM_TEMPLATE):
            return create_draft_from_template(
                _get_or_404(BulletinTemplate.objects.all(), key), by=by
            )
        if key := self.request.GET.get(FROM_EARLIER):
            return create_draft_from_earlier(_get_or_404(Bulletin.objects.sources(), key), by=by)
        return Bulletin()


class BulletinEditView(
    AskBeforeOverwritingMixin,
    AdviceMixin,
    PublicationFormMixin,
    ChannelsButtonMixin,
    LifecycleButtonMixin,
    EditView,
):
    """Editing of a saved bulletin."""

    editor_form_id = "w-editor-form"

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        return [*list_language_buttons(self.object, self.request.user)]

    @property
    def edited_object(self) -> Bulletin:
        return self.live_object

    def get_object(self, queryset: Any = None) -> Bulletin:
        bulletin: Bulletin = super().get_object(queryset)
        if self.request.method == "GET":
            # Prefetched as Wagtail does for lists of pages; otherwise each part of the page would
            # query the workflow states again.
            states = bulletin.workflow_states.active().select_related("current_task_state__task")
            bulletin._current_workflow_states = list(states)
        return bulletin


def _get_or_404(objects: Any, key: str) -> Any:
    obj = objects.filter(pk=key).first() if key.isdecimal() else None
    if obj is None:
        raise Http404
    return obj
