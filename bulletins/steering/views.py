"""Page with a published bulletin's state and actions, and the base of all its views."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from bulletins.acknowledgement.asking import tally_of
from bulletins.models import Bulletin, BulletinNote
from bulletins.repeats.rhythm import next_repetition
from bulletins.roles import may_publish
from bulletins.steering.state import State, last_publication, sites_of, state_of
from bulletins.verification.standing import Standing


class SteeringScreen(WagtailAdminTemplateMixin):
    """Base of admin views of one source bulletin, which decides for its translations.

    `pk` in the URL may be that of a translation too.
    """

    header_icon = "desktop"
    request: Any
    kwargs: dict[str, Any]

    @cached_property
    def bulletin(self) -> Bulletin:
        """Return the source bulletin. Raises Http404 if there is none."""
        sources = Bulletin.objects.sources().select_related("successor")
        named = Bulletin.objects.filter(pk=self.kwargs["pk"])
        return get_object_or_404(sources, translation_key__in=named.values("translation_key"))

    @cached_property
    def state(self) -> State:
        """Return the state of the bulletin."""
        return state_of(self.bulletin)

    def get_page_subtitle(self) -> str:
        return str(self.bulletin)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        name = Bulletin.snippet_viewset.get_url_name
        return [
            {"url": reverse(name("list")), "label": _("Bulletins")},
            {"url": reverse(name("edit"), args=[self.bulletin.pk]), "label": str(self.bulletin)},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {"bulletin": self.bulletin, "state": self.state}
        return super().get_context_data(**kwargs) | context


class SteeringView(SteeringScreen, TemplateView):
    """State of a bulletin and the possible actions; authors may read it."""

    template_name = "bulletins/steering/steering.html"
    page_title = gettext_lazy("On air")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm("bulletins.add_bulletin"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        name = Bulletin.snippet_viewset.get_url_name
        return super().get_context_data(**kwargs) | {
            "notes": self.notes(),
            "publication": last_publication(self.bulletin),
            "sites": sites_of(self.bulletin) if self.state.in_force else 0,
            "next_repetition": next_repetition(self.bulletin),
            "tally": tally_of(self.bulletin) if self.bulletin.confirm_by else None,
            "standing": self.bulletin.first_published_at and Standing(self.bulletin),
            "may_act": may_publish(self.request.user),
            "history_url": reverse(name("history"), args=[self.bulletin.pk]),
            "unpublish_url": reverse(name("unpublish"), args=[self.bulletin.pk]),
        }

    def notes(self) -> QuerySet[BulletinNote]:
        """Return the updates and corrections, newest first."""
        return self.bulletin.notes.all()
