"""Removing what citizens wrote once it is no longer needed."""

from datetime import time

from django.utils import timezone

from home.models.feedback import FeedbackMessage
from sites.schedule import daily

PERSONAL = ("name", "telephone", "email", "subject", "message", "note")


@daily(time(3, 15))
def forget_feedback() -> None:
    """Take everything somebody wrote out of old messages; old spam goes altogether."""
    FeedbackMessage.objects.outdated_spam().delete()
    empty = dict.fromkeys(PERSONAL, "")
    FeedbackMessage.objects.outdated().update(**empty, emptied_at=timezone.now())
