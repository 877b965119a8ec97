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
from wagtail.admin.views.generic.permissions import (
    PermissionCheckedMixin,
)
from wagtail.snippets.views.snippets import CreateView, EditView

from bulletins.admin.buttons import (
    ChannelsButtonMixin,
    SteeringHeaderMixin,
)
from bulletins.models import (
    FROM_EARLIER,
    FROM_TEMPLATE,
    Bulletin,
    BulletinTemplate,
    Urgency,
)
from bulletins.services.drafts import (
    bulletin_from_earlier,
    bulletin_from_template,
)
from content import advice
from sites.admin.wagtail_overrides import WithoutChecksMixin
from sites.models import Agency

# Words separated by spaces, which in Vietnamese are syllables.
WORDS_A_MINUTE = 200
MOST_MINUTES = 2

# Agencies found by the search for a preview, and earlier bulletins to start from.
MOST_FOUND_FOR_PREVIEW = 10
MOST_FOUND = 10


@dataclass(frozen=True)
class Advice:
    """A piece of advice; ``stops``: the bulletin cannot be published because of it."""

    text: str
    stops: bool = False


def advice_on(bulletin: Bulletin) -> list[Advice]:
    """Return the advice for ``bulletin``; what prevents publishing comes first."""
    given = [check(bulletin) for check in CHECKS]
    return _refusals(bulletin) + [Advice(text) for text in given if text]


def no_end(bulletin: Bulletin) -> str:
    """Advise to set an end of validity for a routine bulletin without one."""
    if bulletin.valid_until or bulletin.urgency != Urgency.ROUTINE:
        return ""
    return _("It never ends by itself. Say until when it holds, so that nobody reads old news.")


def no_telephone(bulletin: Bulletin) -> str:
    """Advise to give a telephone number if there is none."""
    if bulletin.contact_telephone:
        return ""
    return _("There is no telephone number. Give one that people can call with questions.")


def vague_links(bulletin: Bulletin) -> str:
    """Advise about links in the body with a text such as "here"."""
    return advice.vague_links(advice.values_of(bulletin.body))


def pictures_without_words(bulletin: Bulletin) -> str:
    """Advise about images in the body without alternative text."""
    return advice.pictures_without_words(advice.values_of(bulletin.body))


def too_long(bulletin: Bulletin) -> str:
    """Advise to shorten a bulletin that takes more than ``MOST_MINUTES`` minutes to read."""
    minutes = reading_minutes(bulletin)
    if minutes <= MOST_MINUTES:
        return ""
    return _(
        "It takes %(minutes)s minutes to read. Put details into a file; two minutes are enough."
    ) % {"minutes": minutes}


CHECKS: list[Callable[[Bulletin], str]] = [
    no_end,
    no_telephone,
    vague_links,
    pictures_without_words,
    too_long,
]


def reading_minutes(bulletin: Bulletin) -> int:
    """Return the reading time of title, instruction and body in minutes, rounded up."""
    body = bulletin.body.stream_block.get_searchable_content(bulletin.body)
    words = " ".join([bulletin.title, bulletin.instruction, *map(str, body)]).split()
    return ceil(len(words) / WORDS_A_MINUTE)


def _refusals(bulletin: Bulletin) -> list[Advice]:
    try:
        bulletin.check_publishable()
    except ValidationError as error:
        if not hasattr(error, "error_dict"):
            return [Advice(text, stops=True) for text in error.messages]
        names = {name: Bulletin._meta.get_field(name).verbose_name for name in error.error_dict}
        return [
            Advice(f"{str(names[name]).capitalize()}: {text}", stops=True)
            for name, texts in error.message_dict.items()
            for text in texts
        ]
    return []


class PreviewAgenciesView(PermissionCheckedMixin, View):
    """Active agencies that match ``?q=`` by name, code or host, as JSON.

    The answer is ``{"agencies": [{"mode": code, "name": …}]}``, at most
    ``MOST_FOUND_FOR_PREVIEW``.
    """

    model = Bulletin
    any_permission_required = ["add", "change"]

    def get(self, request: HttpRequest) -> HttpResponse:
        # PostgreSQL rejects NUL characters in text.
        query = request.GET.get("q", "").replace("\0", "")
        found = Agency.objects.active().matching(query)
        rows = found.order_by("sort_key").values_list("code", "name_vi")[:MOST_FOUND_FOR_PREVIEW]
        return JsonResponse({"agencies": [{"mode": code, "name": name} for code, name in rows]})


class StartView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """Choice of a blank bulletin, a template, or an earlier bulletin.

    Shows the newest earlier bulletins, or those that match ``?q=``, at most ``MOST_FOUND``.
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
            "earlier": earlier.newest_first()[:MOST_FOUND],
        }


class AdviceMixin(WithoutChecksMixin):
    """Adds advice before publishing, as of the last save, and a preview with agency search."""

    partials_template_name = "bulletins/admin/edit_partials.html"
    form: Any

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        return context | {"advice": advice_on(self.form.instance)}

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
            form.may_keep(self.start)
        return form

    @cached_property
    def start(self) -> Bulletin:
        """Return the unsaved bulletin to start from. Raises Http404 for an unknown key."""
        by = self.request.user
        if key := self.request.GET.get(FROM_TEMPLATE):
            return bulletin_from_template(_found(BulletinTemplate.objects.all(), key), by=by)
        if key := self.request.GET.get(FROM_EARLIER):
            return bulletin_from_earlier(_found(Bulletin.objects.sources(), key), by=by)
        return Bulletin()


class BulletinEditView(AdviceMixin, ChannelsButtonMixin, SteeringHeaderMixin, EditView):
    """Editing of a saved bulletin."""

    def get_object(self, queryset: Any = None) -> Bulletin:
        bulletin: Bulletin = super().get_object(queryset)
        if self.request.method == "GET":
            # Prefetched as Wagtail does for lists of pages; otherwise each part of the page would
            # query the workflow states again.
            states = bulletin.workflow_states.active().select_related("current_task_state__task")
            bulletin._current_workflow_states = list(states)
        return bulletin


def _found(objects: Any, key: str) -> Any:
    found = objects.filter(pk=key).first() if key.isdecimal() else None
    if found is None:
        raise Http404
    return found
