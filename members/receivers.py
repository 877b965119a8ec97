"""Signal receivers of members: approval of pages, entries of the journal, and roles."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from allauth.account.signals import password_changed, password_reset
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.contrib.auth.models import Group
from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.db.models import Model, Q
from django.db.models.signals import m2m_changed, post_save, pre_delete, pre_save
from django.dispatch import receiver
from wagtail.log_actions import get_active_log_context
from wagtail.models import ModelLogEntry, Page, PageLogEntry, Revision, WorkflowState
from wagtail.signals import task_submitted, workflow_approved, workflow_rejected

from accounts.models import Invitation, User
from accounts.signals import invitation_accepted
from content.models import Decision
from content.signals import decided
from content.versions.decisions import DecidedMeanwhileError
from content.versions.fixed import lock_row
from members.emails.approval import page_mailer
from members.emails.words import mail_approved, mail_deciders, mail_returned
from members.models import WaitingWords
from members.services.approval import resolve_submissions, return_submissions
from members.services.audit import (
    create_audit_entries,
    record_log_entries,
    record_log_entry,
    sign_entries,
)
from members.services.field_changes import remember_changes, take_changes
from members.services.invitations import accept_into_agency
from members.services.role_events import record_superuser_change, store_superuser_state
from members.signals import appointment_missed, words_approved, words_returned, words_sent
from sites.models import Agency
from sites.permissions.ownership import get_member_agency_ids
from sites.signals import log_entries_created, membership_changed


@receiver(m2m_changed, sender=User.groups.through)
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


@receiver(post_save, sender=User)
def on_user_saved(
    instance: User, created: bool, update_fields: Collection[str] | None = None, **kwargs: object
) -> None:
    """Send ``membership_changed`` after a user may have been deactivated or reactivated."""
    if not created and (update_fields is None or "is_active" in update_fields):
        send_membership_changed(instance.groups.values_list("pk", flat=True))


@receiver(pre_delete, sender=User)
def on_user_deleted(instance: User, **kwargs: object) -> None:
    """Remove a user from all groups before deletion, which itself sends no ``m2m_changed``."""
    instance.groups.clear()


def send_membership_changed(groups: Collection[int]) -> None:
    """Send ``membership_changed`` for each agency whose editors or moderators are in ``groups``.

    ``groups``: primary keys.
    """
    for agency in Agency.objects.filter(Q(editors__in=groups) | Q(moderators__in=groups)):
        membership_changed.send(Agency, agency=agency)


@receiver(membership_changed)
def on_membership_changed(agency: Agency, **kwargs: object) -> None:
    """Update permissions and submissions of an agency after its members have changed."""
    resolve_submissions(agency=agency)


@receiver(post_save, sender=Agency)
def on_agency_saved(instance: Agency, created: bool, **kwargs: object) -> None:
    """Return submissions that nobody may approve after an agency was saved.

    It may have been archived, or have switched the two-person rule on.
    """
    if not created:
        return_submissions(agency=instance)


@receiver(task_submitted)
def ask_to_approve(**kwargs: Any) -> None:
    """Notify the moderators of a submitted page."""
    page_mailer.notify_deciders(**kwargs)


# These two replace Wagtail's e-mails, which go to superusers, at once, and to users who have left
# the agency. Its app becomes ready after this one: it finds its ``dispatch_uid`` in use.
@receiver(
    workflow_approved,
    sender=WorkflowState,
    dispatch_uid="workflow_state_approved_email_notification",
)
def notify_of_approval(**kwargs: Any) -> None:
    """Notify the author of an approved page."""
    page_mailer.notify_approved(**kwargs)


@receiver(
    workflow_rejected,
    sender=WorkflowState,
    dispatch_uid="workflow_state_rejected_email_notification",
)
def notify_of_rejection(**kwargs: Any) -> None:
    """Notify the author of a page that should be changed."""
    page_mailer.notify_rejected(**kwargs)


@receiver(appointment_missed)
def notify_of_missed_appointment(page: Page, at: datetime, reason: Any, **kwargs: Any) -> None:
    """Notify the deciding moderators that a page was not published at its time."""
    page_mailer.notify_missed(page, at, reason)


@receiver(words_sent)
def notify_of_words(waiting: WaitingWords, people: list[User], by: User, **kwargs: Any) -> None:
    """Notify the moderators of waiting words."""
    mail_deciders(waiting, people, by)


@receiver(words_approved)
def notify_of_public_words(waiting: WaitingWords, people: list[User], **kwargs: Any) -> None:
    """Notify the authors of approved words."""
    mail_approved(waiting, people)


@receiver(words_returned)
def notify_of_returned_words(
    waiting: WaitingWords, people: list[User], by: User, **kwargs: Any
) -> None:
    """Notify the authors of returned words."""
    mail_returned(waiting, people, by)


@receiver(post_save, sender=PageLogEntry)
@receiver(post_save, sender=ModelLogEntry)
def on_log_entry_created(
    instance: PageLogEntry | ModelLogEntry, created: bool, raw: bool, **kwargs: object
) -> None:
    """Record what Wagtail has just logged; ignore updates and fixtures."""
    if created and not raw:
        record_log_entry(instance)


@receiver(log_entries_created)
def on_log_entries_created(
    entries: list[PageLogEntry], agency: Agency | None, **kwargs: object
) -> None:
    """Record log entries that Wagtail stored in one query, without a signal for each."""
    record_log_entries(entries, agencies=[agency.pk] if agency else [])


@receiver(decided)
def on_decided(
    decision: Decision, version: Revision, before: Revision | None, **kwargs: object
) -> None:
    """Have the journal name a decision about what citizens read."""
    sign_entries(decision, version, before)


@receiver(user_logged_in)
def on_signed_in(user: User, **kwargs: object) -> None:
    """Record that a user signed in."""
    _record_own_act("people.sign_in", user)


@receiver(user_login_failed)
def on_sign_in_failed(credentials: Mapping[str, str], **kwargs: object) -> None:
    """Record a failed sign-in for the account that was named.

    It is not known who tried. If no account has the typed user name or e-mail address, the text
    is not stored: it may be a password.
    """
    name = credentials.get("username") or credentials.get("email") or ""
    user = User.objects.filter(Q(username__iexact=name) | Q(email__iexact=name)).first()
    agencies = get_member_agency_ids(user) if user else ()
    create_audit_entries("people.sign_in_failed", agencies=agencies, person=None, target=user)


@receiver([password_changed, password_reset])
def on_password_changed(user: User, **kwargs: object) -> None:
    """Record that a user changed or reset the password."""
    _record_own_act("people.password", user)


@receiver(authenticator_added)
def on_factor_added(user: User, **kwargs: object) -> None:
    """Record that a user set up a second factor."""
    _record_own_act("people.factor_added", user)


@receiver(authenticator_removed)
def on_factor_removed(user: User, **kwargs: object) -> None:
    """Record that a user removed a second factor."""
    _record_own_act("people.factor_removed", user)


def _record_own_act(action: str, user: User) -> None:
    create_audit_entries(action, agencies=get_member_agency_ids(user), person=user, target=user)


@receiver(invitation_accepted, sender=Invitation)
def on_invitation_accepted(invitation: Invitation, user: User, **kwargs: object) -> None:
    """Give the user the role of an accepted invitation."""
    accept_into_agency(invitation, user)


@receiver(pre_save, sender=WorkflowState)
def refuse_second_end(instance: WorkflowState, raw: bool = False, **kwargs: object) -> None:
    """Let one act end a submission: raise DecidedMeanwhileError if another one has just done so.

    The row of the page or bulletin is locked first, as when somebody decides.
    """
    if raw or instance._state.adding:
        return
    subject = instance.content_object
    if subject is not None:
        lock_row(subject)
    stored = WorkflowState.objects.filter(pk=instance.pk).values_list("status", flat=True).first()
    over = {WorkflowState.STATUS_APPROVED, WorkflowState.STATUS_CANCELLED}
    if stored in over and instance.status != stored:
        raise DecidedMeanwhileError(subject)


@receiver(pre_save)
def on_row_save(
    instance: Model,
    raw: bool = False,
    update_fields: Collection[str] | None = None,
    **kwargs: object,
) -> None:
    """Remember old and new values of the fields that the journal records, of any model."""
    if not raw:
        remember_changes(instance, update_fields)


@receiver(pre_save, sender=User)
def on_user_save(
    instance: User, update_fields: Collection[str] | None = None, **kwargs: object
) -> None:
    """Store whether the user was a superuser, for ``on_superuser_saved``."""
    store_superuser_state(instance, update_fields)


@receiver(post_save, sender=User)
def on_superuser_saved(instance: User, **kwargs: object) -> None:
    """Record that a user became or ceased to be a superuser."""
    record_superuser_change(instance)


@receiver(post_save, sender=User)
def on_account_saved(instance: User, **kwargs: object) -> None:
    """Record old and new name and e-mail address of an account, whoever changed them."""
    if changes := take_changes(User, instance.pk):
        create_audit_entries(
            "people.details",
            agencies=get_member_agency_ids(instance),
            person=get_active_log_context().user,
            target=instance,
            changes=changes,
        )
