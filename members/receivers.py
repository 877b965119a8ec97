"""Signal receivers of members: approval of pages, entries of the journal, and roles."""

from collections.abc import Collection, Mapping

from allauth.account.signals import password_changed, password_reset
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.contrib.auth.models import Group
from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.db.models import Q
from django.db.models.signals import m2m_changed, post_save, pre_delete, pre_save
from django.utils.translation import gettext_lazy as _
from wagtail.models import ModelLogEntry, PageLogEntry, WorkflowState
from wagtail.signals import task_submitted, workflow_approved, workflow_rejected

from accounts.dashboard import register_dashboard_source
from accounts.models import Invitation, User
from accounts.permissions import is_administrator
from accounts.services.second_factor import require_second_factor
from accounts.signals import invitation_accepted
from members import dashboard
from members.dashboard import list_bounced_members, list_undecided_changes, list_unseen_events
from members.emails.approval import page_mailer
from members.roles import AUDITORS, register_central_role, sync_auditors
from members.services.approval import resolve_submissions, return_submissions, sync_page_workflow
from members.services.audit import create_audit_entries, record_log_entry
from members.services.invitations import accept_into_agency
from members.services.role_events import record_superuser_change, store_superuser_state
from ops.after_migrate import run_after_migrate
from sites.models import Agency
from sites.permissions.ownership import get_member_agency_ids, get_moderated_agency_ids
from sites.signals import membership_changed


def connect_approval() -> None:
    """Connect the receivers and register the dashboard sources of page approval.

    The receivers follow changes of an agency's members, and submissions. Called once, when the app
    is ready.
    """
    dashboard.register()
    run_after_migrate("members.AgencyApprovalTask", sync_page_workflow)
    m2m_changed.connect(on_groups_changed, sender=User.groups.through)
    post_save.connect(on_user_saved, sender=User)
    pre_delete.connect(on_user_deleted, sender=User)
    post_save.connect(on_agency_saved, sender=Agency)
    membership_changed.connect(on_membership_changed)
    task_submitted.connect(page_mailer.ask)
    # Replace Wagtail's e-mails, which go to superusers, at once, and to users who have left the
    # agency. Its app becomes ready after this one: it finds its ``dispatch_uid`` in use.
    for signal, handler, event in (
        (workflow_approved, page_mailer.notify_approved, "approved"),
        (workflow_rejected, page_mailer.notify_rejected, "rejected"),
    ):
        signal.connect(
            handler,
            sender=WorkflowState,
            dispatch_uid=f"workflow_state_{event}_email_notification",
        )


def on_groups_changed(
    instance: User | Group, action: str, reverse: bool, pk_set: set[int] | None, **kwargs: object
) -> None:
    """Send ``membership_changed`` after users were added to or removed from groups.

    Receiver of ``m2m_changed``, for both directions of ``User.groups``.
    """
    if action == "pre_clear":
        # After the clear it is no longer known which groups were affected.
        related = instance.user_set if isinstance(instance, Group) else instance.groups
        vars(instance)["_cleared"] = set(related.values_list("pk", flat=True))
    elif action in {"post_add", "post_remove", "post_clear"}:
        changed = pk_set if action != "post_clear" else vars(instance).pop("_cleared")
        send_membership_changed({instance.pk} if reverse else changed or set())


def on_user_saved(
    instance: User, created: bool, update_fields: Collection[str] | None = None, **kwargs: object
) -> None:
    """Send ``membership_changed`` after a user may have been deactivated or reactivated."""
    if not created and (update_fields is None or "is_active" in update_fields):
        send_membership_changed(instance.groups.values_list("pk", flat=True))


def on_user_deleted(instance: User, **kwargs: object) -> None:
    """Remove a user from all groups before deletion, which itself sends no ``m2m_changed``."""
    instance.groups.clear()


def send_membership_changed(groups: Collection[int]) -> None:
    """Send ``membership_changed`` for each agency whose editors or moderators are in ``groups``.

    ``groups``: primary keys.
    """
    for agency in Agency.objects.filter(Q(editors__in=groups) | Q(moderators__in=groups)):
        membership_changed.send(Agency, agency=agency)


def on_membership_changed(agency: Agency, **kwargs: object) -> None:
    """Update permissions and submissions of an agency after its members have changed."""
    resolve_submissions(agency=agency)


def on_agency_saved(instance: Agency, created: bool, **kwargs: object) -> None:
    """Return submissions that nobody may approve after an agency was saved.

    It may have been archived, or have switched the two-person rule on.
    """
    if not created:
        return_submissions(agency=instance)


def connect_audit() -> None:
    """Connect the receivers that enter Wagtail's log entries and account events into the journal.

    Called once, when the app is ready.
    """
    for model in (PageLogEntry, ModelLogEntry):
        post_save.connect(on_log_entry_created, sender=model)
    user_logged_in.connect(on_signed_in)
    user_login_failed.connect(on_sign_in_failed)
    for signal in (password_changed, password_reset):
        signal.connect(on_password_changed)
    authenticator_added.connect(on_factor_added)
    authenticator_removed.connect(on_factor_removed)


def on_log_entry_created(
    instance: PageLogEntry | ModelLogEntry, created: bool, raw: bool, **kwargs: object
) -> None:
    """Record what Wagtail has just logged; ignore updates and fixtures."""
    if created and not raw:
        record_log_entry(instance)


def on_signed_in(user: User, **kwargs: object) -> None:
    """Record that a user signed in."""
    _record_own_act("people.sign_in", user)


def on_sign_in_failed(credentials: Mapping[str, str], **kwargs: object) -> None:
    """Record a failed sign-in for the account that was named.

    It is not known who tried. If no account has the typed user name or e-mail address, the text
    is not stored: it may be a password.
    """
    name = credentials.get("username") or credentials.get("email") or ""
    user = User.objects.filter(Q(username__iexact=name) | Q(email__iexact=name)).first()
    agencies = get_member_agency_ids(user) if user else ()
    create_audit_entries("people.sign_in_failed", agencies=agencies, person=None, target=user)


def on_password_changed(user: User, **kwargs: object) -> None:
    """Record that a user changed or reset the password."""
    _record_own_act("people.password", user)


def on_factor_added(user: User, **kwargs: object) -> None:
    """Record that a user set up a second factor."""
    _record_own_act("people.factor_added", user)


def on_factor_removed(user: User, **kwargs: object) -> None:
    """Record that a user removed a second factor."""
    _record_own_act("people.factor_removed", user)


def _record_own_act(action: str, user: User) -> None:
    create_audit_entries(action, agencies=get_member_agency_ids(user), person=user, target=user)


def connect_members() -> None:
    """Connect receivers; register dashboard sources, second-factor rules and the auditors' role.

    Called once, when the app is ready.
    """
    invitation_accepted.connect(accept_into_agency, sender=Invitation)
    require_second_factor(is_administrator)
    require_second_factor(get_moderated_agency_ids)
    register_central_role(AUDITORS, _("Auditor"))
    register_dashboard_source(list_bounced_members, order=200)
    register_dashboard_source(list_unseen_events, order=200)
    register_dashboard_source(list_undecided_changes, order=200)
    pre_save.connect(store_superuser_state, sender=User)
    post_save.connect(record_superuser_change, sender=User)
    run_after_migrate("members.AuditEntry", sync_auditors)
