"""Security events for ICT administrators: their list, dashboard source and deletion."""

from typing import Any

from django.contrib.auth.models import Group
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import ListView
from wagtail.admin import messages

from accounts.models import SecurityEvent
from accounts.services.security_events import mark_seen
from members.admin.base import AdministratorsMixin, MembersPageMixin
from members.selectors.members import list_memberships


class SecurityEventListView(AdministratorsMixin, MembersPageMixin, ListView):
    """List of security events, newest first; POST marks events as seen.

    The POST parameter ``seen`` holds primary keys; invalid ones are ignored.
    """

    template_name = "members/people/security_events.html"
    page_title = gettext_lazy("Security events")
    header_icon = "warning"
    paginate_by = 50
    page_kwarg = "p"

    def get_queryset(self) -> QuerySet[SecurityEvent]:
        groups = Group.objects.select_related("agency_as_editors", "agency_as_moderators")
        events = SecurityEvent.objects.select_related("user", "seen_by")
        return events.prefetch_related(Prefetch("user__groups", groups))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["rows"] = [
            {
                "event": event,
                "agencies": [agency for agency, _role in list_memberships(event.user)]
                if event.user
                else [],
            }
            for event in context["page_obj"]
        ]
        context["unseen"] = [row["event"] for row in context["rows"] if not row["event"].seen_at]
        return context

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Mark the events in ``seen`` as seen and redirect to the list."""
        keys = [int(key) for key in request.POST.getlist("seen") if _is_key(key)]
        number = mark_seen(keys=keys, by=self.by)
        message = ngettext(
            "%(number)s event is marked as seen.", "%(number)s events are marked as seen.", number
        )
        messages.success(request, message % {"number": number})
        return redirect("people:security_events")


def _is_key(text: str) -> bool:
    # Up to 18 digits fit into a 64-bit integer column.
    return text.isascii() and text.isdecimal() and len(text) < 19
