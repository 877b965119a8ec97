"""Periodic tasks of the websites: scheduled pages, reminders, deletion.

Deleted is what is no longer needed: what citizens wrote, and old counts.
"""

from collections.abc import Iterator
from datetime import time, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from home.models import FeedbackMessage, ProcedureVisits, RatingComment
from home.services.page_review_reminders import remind_of_reviews
from home.services.page_schedule import carry_out_schedules
from members.tasks import send_daily_digests
from ops.jobs.schedule import daily, every
from ops.retention import retention

PERSONAL = (
    *("name", "telephone", "email", "subject", "message"),
    *("note", "answer", "secret_hash"),
)


@every(timedelta(minutes=1), label=_("Publish and take down pages whose time has come"))
def publish_scheduled_pages() -> Iterator[None]:
    """Publish and unpublish the pages whose time has come. Runs every minute.

    Raises RuntimeError if some were refused, so that the screen of background work tells of it.
    """
    refused = 0
    for is_done in carry_out_schedules():
        refused += not is_done
        yield
    if refused:
        raise RuntimeError(f"Refused: {refused}; the log says which and why.")


@daily(time(6, 45), before=send_daily_digests, label=_("Remind of pages to be looked at again"))
def send_review_reminders() -> Iterator[None]:
    """Remind of the pages that are to be looked at again. Runs daily at 06:45."""
    yield from remind_of_reviews()


@retention(
    "FEEDBACK_DAYS", label=_("Personal data in messages from citizens, and lines about pages")
)
def delete_personal_data() -> None:
    """Empty the ``PERSONAL`` fields of messages older than ``FEEDBACK_DAYS`` days.

    Number, dates and state of messages stay, for the counts, and so do votes; lines about pages
    are deleted.
    """
    empty = dict.fromkeys(PERSONAL, "")
    FeedbackMessage.objects.expired().update(**empty, emptied_at=timezone.now())
    oldest = timezone.localdate() - timedelta(days=settings.FEEDBACK_DAYS)
    RatingComment.objects.filter(rating__day__lt=oldest).delete()


@retention("SPAM_DAYS", label=_("Messages marked as spam"))
def delete_old_spam() -> None:
    """Delete messages that were marked as spam ``SPAM_DAYS`` days ago."""
    FeedbackMessage.objects.expired_spam().delete()


@retention("VISIT_DAYS", label=_("Counts of visits"))
def delete_old_visits() -> None:
    """Delete the counts of visits that no home page asks for any more."""
    oldest = timezone.localdate() - timedelta(days=settings.VISIT_DAYS)
    ProcedureVisits.objects.filter(day__lt=oldest).delete()
