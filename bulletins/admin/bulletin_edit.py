"""Views that create and edit bulletins, with advice, preview search and choice of a start.

Advice is shown before a bulletin is published: what to improve, and how. Each check in ``CHECKS``
is a function that returns a translated sentence, empty if there is nothing to improve. Advice does
not prevent publishing; only ``Bulletin.check_publishable`` does.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View
from wagtail.admin.ui.side_panels import PreviewSidePanel
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.snippets.views.snippets import CreateView, EditView

from bulletins.admin.buttons import ChannelsButtonMixin, LifecycleButtonMixin
from bulletins.models import FROM_EARLIER, FROM_TEMPLATE, Bulletin, BulletinTemplate, Urgency
from bulletins.services.drafts import create_draft_from_earlier, create_draft_from_template
from content import advice
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


def list_advice(bulletin: Bulletin) -> list[PublishingAdvice]:
    """Return the advice for ``bulletin``; what prevents publishing comes first."""
    given = [check(bulletin) for check in CHECKS]
    return _list_refusals(bulletin) + [PublishingAdvice(text) for text in given if text]


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


def check_vague_links(bulletin: Bulletin) -> str:
    """Advise about links in the body with a text such as "here"."""
    return advice.find_vague_links(advice.iter_values(bulletin.body))


def check_images_without_alt(bulletin: Bulletin) -> str:
    """Advise about images in the body without alternative text."""
    return advice.find_images_without_alt(advice.iter_values(bulletin.body))


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
    check_vague_links,
    check_images_without_alt,
    check_length,
]


def count_reading_minutes(bulletin: Bulletin) -> int:
    """Return the reading time of title, instruction and body in minutes, rounded up."""
    body = bulletin.body.stream_block.get_searchable_content(bulletin.body)
    words = " ".join([bulletin.title, bulletin.instruction, *map(str, body)]).split()
    return ceil(len(words) / WORDS_PER_MINUTE)


def _list_refusals(bulletin: Bulletin) -> list[PublishingAdvice]:
    try:
        bulletin.check_publishable()
    except ValidationError as error:
        if not hasattr(error, "error_dict"):
            return [PublishingAdvice(text, stops=True) for text in error.messages]
        names = {name: Bulletin._meta.get_field(name).verbose_name for name in error.error_dict}
        return [
            PublishingAdvice(f"{str(names[name]).capitalize()}: {text}", stops=True)
            for name, texts in error.message_dict.items()
            for text in texts
        ]
    return []


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
        rows = found.order_by("sort_key").values_list("code", "name_vi")[:MAX_PREVIEW_AGENCIES]
        return JsonResponse({"agencies": [{"mode": code, "name": name} for code, name in rows]})


class StartView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """Choice of a blank bulletin, a template, or an earlier bulletin.

    Shows the newest earlier bulletins, or those that match ``?q=``, at most ``MAX_MATCHES``.
    """

    model = Bulletin
    template_name = "bulletins/admin/start.html"
    page_title = gettext_lazy("Write a bulletin")
    header_icon = "doc-full-inverse"
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
        return context | {"advice": list_advice(self.form.instance)}

    def get_side_panels(self) -> Any:
        panels = super().get_side_panels()
        for panel in panels:
            if isinstance(panel, PreviewSidePanel):
                panel.template_name = "bulletins/admin/preview.html"
        return panels


class BulletinCreateView(AdviceMixin, CreateView):
    """Creation of a bulletin: blank, or from a template or an earlier bulletin.

    ``?mau=`` or ``?tu=`` is the primary key of the template or earlier bulletin.
    """

    def get_initial_form_instance(self) -> Bulletin:
        instance = self.start if self.request.method == "GET" else Bulletin()
        instance.locale = self.locale
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


class BulletinEditView(AdviceMixin, ChannelsButtonMixin, LifecycleButtonMixin, EditView):
    """Editing of a saved bulletin."""

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
