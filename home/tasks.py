"""Periodic task that deletes what citizens wrote once it is no longer needed."""

from datetime import time

from django.utils import timezone

from home.models import FeedbackMessage
from ops.jobs.schedule import daily

PERSONAL = ("name", "telephone", "email", "subject", "message", "note")


@daily(time(3, 15))
def delete_personal_data() -> None:
    """Empty the ``PERSONAL`` fields of old messages and delete old spam. Runs daily at 03:15.

    Messages are emptied after ``FEEDBACK_DAYS``, spam is deleted after ``SPAM_DAYS``. Number, dates
    and state of messages stay, for the counts.
    """
    FeedbackMessage.objects.expired_spam().delete()
    empty = dict.fromkeys(PERSONAL, "")
    FeedbackMessage.objects.expired().update(**empty, emptied_at=timezone.now())
