"""URLs of the journal, and of members, roles, invitations and security events in the admin."""

from django.urls import include, path

from members.admin import (
    invitation_upload,
    member_actions,
    members,
    role_changes,
    user_management,
)
from members.admin.audit_log import AuditObjectView, AuditView
from members.admin.security_events import SecurityEventListView

# The journal, below ``/admin/journal/``.
_audit = [
    path("", AuditView.as_view(), name="index"),
    path("results/", AuditView.as_view(results_only=True), name="results"),
    path("<int:pk>/object/", AuditObjectView.as_view(), name="object"),
]

# Members, roles, invitations and security events, below ``/admin/people/``.
_people = [
    path("", user_management.UserListView.as_view(), name="index"),
    path("results/", user_management.UserListView.as_view(results_only=True), name="results"),
    path("security/", SecurityEventListView.as_view(), name="security_events"),
    path("invite/", user_management.CentralInviteView.as_view(), name="invite_centrally"),
    path("invite-into-unit/", members.InviteIntoAgencyView.as_view(), name="invite_into_unit"),
    path("invite-many/", invitation_upload.InvitationUploadView.as_view(), name="invite_many"),
    *(
        path(
            f"invite-many/template.{way}",
            invitation_upload.InvitationTemplateView.as_view(way=way),
            name=f"invite_many_{way}",
        )
        for way in ("xlsx", "csv")
    ),
    path(
        "invite-many/<uuid:upload>/",
        invitation_upload.InvitationUploadedView.as_view(),
        name="invited_many",
    ),
    path("person/<int:person>/", user_management.UserDetailView.as_view(), name="person"),
    path("person/<int:person>/place/", user_management.MembershipEditView.as_view(), name="place"),
    path(
        "person/<int:person>/central/", user_management.CentralRolesView.as_view(), name="central"
    ),
    path(
        "person/<int:person>/languages/",
        user_management.CentralLanguagesView.as_view(),
        name="person_languages",
    ),
    path(
        "person/<int:person>/suspend/",
        user_management.UserDeactivateView.as_view(),
        name="suspend_person",
    ),
    path(
        "person/<int:person>/restore/",
        user_management.UserReactivateView.as_view(),
        name="restore_person",
    ),
    path(
        "person/<int:person>/mail/",
        user_management.UserResumeEmailsView.as_view(),
        name="person_mail",
    ),
    path(
        "invitations/<int:invitation>/resend/", member_actions.ResendView.as_view(), name="resend"
    ),
    path(
        "invitations/<int:invitation>/revoke/", member_actions.RevokeView.as_view(), name="revoke"
    ),
    path(
        "changes/<int:change>/confirm/", role_changes.ConfirmView.as_view(), name="confirm_change"
    ),
    path("changes/<int:change>/object/", role_changes.ObjectView.as_view(), name="object_change"),
    path("changes/<int:change>/cancel/", role_changes.WithdrawView.as_view(), name="cancel_change"),
    path("units/<int:agency>/", members.MemberListView.as_view(), name="unit"),
    path("units/<int:agency>/invite/", members.InviteView.as_view(), name="invite"),
    *(
        path(f"units/<int:agency>/members/<int:member>/{name}/", view.as_view(), name=name)
        for name, view in (
            ("role", member_actions.ChangeRoleView),
            ("languages", member_actions.LanguagesView),
            ("remove", member_actions.RemoveView),
            ("suspend", member_actions.DeactivateView),
            ("restore", member_actions.ReactivateView),
            ("mail", member_actions.ResumeEmailsView),
        )
    ),
]

urlpatterns = [
    path("people/", include((_people, "people"))),
    path("journal/", include((_audit, "audit"))),
]
