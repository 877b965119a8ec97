"""Periodic tasks: notifications, role changes that are due, and the chain of the journal."""

from collections.abc import Iterator
from datetime import time, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_tasks import task

from accounts.models import SecurityEvent, User
from members.emails.notifications import render_digest_email, render_single_email
from members.models import Notification, RoleChange
from members.services.audit_chain import chain_entries, delete_old_entries, verify_and_record
from members.services.error_notifications import notify_of_errors
from members.services.former_entries import separate_entries
from members.services.role_changes import apply_or_cancel
from ops.jobs.queue import is_queued
from ops.jobs.schedule import daily, every
from ops.retention import delete_in_batches, retention
from sites.models import TableUpload

# Single e-mails that one user gets in one run; more notifications are sent as one digest.
MAX_SINGLE_EMAILS = 3


@every(timedelta(minutes=1), label=_("Send urgent notifications by mail"))
def send_urgent_emails() -> Iterator[None]:
    """Queue the e-mails of all waiting urgent notifications. Runs every minute."""
    yield from _send_all(at_once=True)


@every(timedelta(minutes=1), label=_("Tell ICT of new errors that people met"))
def send_error_notifications() -> None:
    """Notify ICT administrators of new kinds of errors. Runs every minute."""
    notify_of_errors()


@daily(time(7), label=_("Send the daily mail of notifications"))
def send_daily_digests() -> Iterator[None]:
    """Queue one digest for each user with waiting notifications. Runs daily at 07:00."""
    yield from _send_all(at_once=False)


@retention("NOTIFICATION_DAYS", label=_("Notifications, sent or not"))
def delete_old_notifications() -> Iterator[None]:
    """Delete the notifications that are older than ``NOTIFICATION_DAYS`` days."""
    old = timezone.now() - timedelta(days=settings.NOTIFICATION_DAYS)
    yield from delete_in_batches(Notification.objects.filter(created_at__lt=old))


def _send_all(*, at_once: bool) -> Iterator[None]:
    waiting = Notification.objects.waiting().filter(at_once=at_once)
    for person in list(waiting.values_list("person", flat=True).distinct()):
        _send_to(person, at_once=at_once)
        yield


@transaction.atomic
def _send_to(person: int, *, at_once: bool) -> None:
    """Queue the waiting notifications of one user and mark them as sent, in one transaction.

    The user's row is locked: another process with the same user waits, and then finds none left.
    """
    User.objects.select_for_update(no_key=True).filter(pk=person).first()
    waiting = Notification.objects.waiting().filter(person=person, at_once=at_once)
    notifications = list(waiting.select_related("person").order_by("-created_at", "-pk"))
    if not notifications:
        return
    apart = at_once and len(notifications) <= MAX_SINGLE_EMAILS
    for email in (
        [render_single_email(notification) for notification in reversed(notifications)]
        if apart
        else [render_digest_email(notifications)]
    ):
        email.send()
    keys = [notification.pk for notification in notifications]
    Notification.objects.filter(pk__in=keys).update(sent_at=timezone.now())


@retention("", label=_("Tables of units and people that were uploaded"))
def delete_old_tables() -> None:
    """Delete the tables of the days before, which have names and addresses of people."""
    TableUpload.objects.delete_old()


@retention("SECURITY_EVENT_DAYS", label=_("Security events that were looked at"))
def delete_old_events() -> None:
    """Delete seen events that are older than ``SECURITY_EVENT_DAYS`` days."""
    old = timezone.now() - timedelta(days=settings.SECURITY_EVENT_DAYS)
    SecurityEvent.objects.filter(seen_at__isnull=False, at__lt=old).delete()


@every(timedelta(minutes=5), label=_("Carry out changes of roles whose waiting time is over"))
def apply_due_role_changes() -> None:
    """Apply the role changes whose waiting time is over without objection. Runs every 5 minutes.

    A change is cancelled instead if the requester no longer moderates the agency, the user has
    left it, or it would be left without another moderator.
    """
    for change in RoleChange.objects.due():
        with transaction.atomic():
            locked = RoleChange.objects.due().select_for_update().filter(pk=change.pk).first()
            if locked:
                apply_or_cancel(locked)


@every(timedelta(minutes=1), label=_("Chain new entries of the journal"))
def chain_journal() -> Iterator[int]:
    """Give new entries of the journal their place in its chain. Runs every minute."""
    yield from chain_entries()


@every(timedelta(hours=1), label=_("Separate unpublished words in older entries of the journal"))
def separate_former_entries() -> Iterator[int]:
    """Let people search the entries of a former release. Runs every hour, and works after upgrades.

    Auditors then read the titles of drafts in them that citizens know.
    """
    yield from separate_entries()


@retention("JOURNAL_DAYS", label=_("Entries of the journal"))
def enqueue_journal_verification() -> None:
    """Enqueue the verification of the journal, which reads all of it and then deletes.

    It is enqueued every night, also where nothing is ever deleted (``JOURNAL_DAYS`` 0), and once
    although the nightly deletion may come here several times.
    """
    if not is_queued(verify_journal):
        verify_journal.enqueue()


@task(backend="queue", lane="long", label=_("Verify the journal"))
def verify_journal(state: str = "") -> Iterator[tuple[str]]:
    """Verify the journal for the dashboard, then remove what is older than ``JOURNAL_DAYS``.

    ``state``: how far the verification has come; see ``verify_and_record``.
    """
    for state in verify_and_record(state):  # noqa: B020, from where it was
        yield (state,)
    for _number in delete_old_entries():
        yield (state,)
