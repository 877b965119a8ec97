"""URLs of the journal, and of members, roles, invitations and security events in the admin."""

from django.urls import path

from members.admin import (
    member_actions as actions,
)
from members.admin import (
    members as units,
)
from members.admin import (
    people as persons,
)
from members.admin import (
    role_changes as changes,
)
from members.admin.audit_log import AuditView
from members.admin.security_events import SecurityEventListView

# The journal, below ``/admin/journal/``.
audit_urlpatterns = [
    path("", AuditView.as_view(), name="index"),
    path("results/", AuditView.as_view(results_only=True), name="results"),
]

# Members, roles, invitations and security events, below ``/admin/people/``.
urlpatterns = [
    path("", persons.EverybodyView.as_view(), name="index"),
    path("results/", persons.EverybodyView.as_view(results_only=True), name="results"),
    path("security/", SecurityEventListView.as_view(), name="security_events"),
    path("invite/", persons.CentralInviteView.as_view(), name="invite_centrally"),
    path("person/<int:person>/", persons.PersonView.as_view(), name="person"),
    path("person/<int:person>/place/", persons.PlaceView.as_view(), name="place"),
    path("person/<int:person>/central/", persons.CentralRolesView.as_view(), name="central"),
    path("person/<int:person>/state/", persons.PersonStateView.as_view(), name="state"),
    path("person/<int:person>/mail/", persons.PersonMailView.as_view(), name="person_mail"),
    path("invitations/<int:invitation>/resend/", actions.ResendView.as_view(), name="resend"),
    path("invitations/<int:invitation>/revoke/", actions.RevokeView.as_view(), name="revoke"),
    path("changes/<int:change>/confirm/", changes.ConfirmView.as_view(), name="confirm_change"),
    path("changes/<int:change>/object/", changes.ObjectView.as_view(), name="object_change"),
    path("changes/<int:change>/cancel/", changes.WithdrawView.as_view(), name="cancel_change"),
    path("units/<int:agency>/", units.UnitView.as_view(), name="unit"),
    path("units/<int:agency>/invite/", units.InviteView.as_view(), name="invite"),
    *(
        path(f"units/<int:agency>/members/<int:member>/{name}/", view.as_view(), name=name)
        for name, view in (
            ("role", actions.ChangeRoleView),
            ("remove", actions.RemoveView),
            ("suspend", actions.SuspendView),
            ("restore", actions.RestoreView),
            ("mail", actions.MailAgainView),
        )
    ),
]
