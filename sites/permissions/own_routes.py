"""Declares the admin routes of this app that users other than ICT administrators may use.

A route that no app declares answers 404 to them; see ``sites.permissions.routes``.
"""

from typing import Any

from django.http import Http404, HttpRequest

from sites.models import AgencyGroup
from sites.permissions.routes import Names, allow_route
from sites.permissions.sharing import register_shared

AGENCY = "agencies.Agency"


def _check_can_view_agencies(request: HttpRequest, kwargs: dict[str, Any]) -> Names:
    if not request.user.has_perm("agencies.view_agency"):
        raise Http404
    return ()


def _check_can_change_groups(request: HttpRequest, kwargs: dict[str, Any]) -> Names:
    if not request.user.has_perm("agencies.change_agencygroup"):
        raise Http404
    return ()


# For auditors, who have the permission to view agencies.
allow_route("agencies:index", "agencies:index_results", also=_check_can_view_agencies)
# The agency chooser shows nothing that is not in the public directory.
allow_route("agency_chooser:choose", "agency_chooser:choose_results")
allow_route("agency_chooser:chosen_multiple", query={"id": AGENCY}, referring=True)
allow_route("agency_chooser:chosen", path={"pk": AGENCY}, referring=True)
# For ICT publishers. Everybody may refer to a group: its name is shown wherever a bulletin is
# addressed to it.
register_shared(AgencyGroup, lambda group: True)
allow_route(
    *(f"agency_groups:{name}" for name in ("index", "index_results", "add")),
    also=_check_can_change_groups,
)
allow_route(
    *(
        f"agency_groups:{name}"
        for name in ("edit", "delete", "history", "history_results", "members", "join")
    ),
    path={"pk": "agencies.AgencyGroup"},
    also=_check_can_change_groups,
    referring=True,
)
allow_route(
    "approval:appointment",
    "approval:review",
    path={"page_id": "wagtailcore.Page"},
    body={"version": "wagtailcore.Revision"},
)
allow_route("approval:preview", path={"page_id": "wagtailcore.Page"})
allow_route("audit:index", "audit:results", "people:index")
allow_route("people:unit", "people:invite", path={"agency": AGENCY})
allow_route("people:invite_many", "people:invite_many_xlsx", "people:invite_many_csv")
allow_route("people:invited_many", path={"upload": "agencies.TableUpload"})
allow_route(
    "people:object_change",
    "people:cancel_change",
    path={"change": "members.RoleChange"},
)
allow_route(
    "people:resend",
    "people:revoke",
    path={"invitation": "accounts.Invitation"},
)
allow_route(
    "people:role",
    "people:languages",
    "people:remove",
    "people:suspend",
    "people:restore",
    "people:mail",
    path={"agency": AGENCY, "member": "accounts.User"},
)
