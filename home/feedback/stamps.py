"""When a form was drawn: a signed time in it, with which nobody can send what they never opened.

The page with the form is kept in caches, so the time may be older than the reader's visit, never
younger. A form sent at once after it was drawn comes from no person, and one that was drawn long
ago is shown again with all its words.
"""

from datetime import timedelta

from django.core import signing
from django.utils import timezone
from django.utils.translation import gettext as _

SALT = "home.feedback"
# Nobody writes faster.
SHORTEST = timedelta(seconds=3)
# Somebody may leave a page open over night.
LONGEST = timedelta(days=2)


def stamp() -> str:
    """Return the time of the moment, signed."""
    return signing.dumps(int(timezone.now().timestamp()), salt=SALT)


def trouble_with(text: str) -> str:
    """Say in words for the reader why a stamp does not count; empty where it does."""
    try:
        age = timezone.now().timestamp() - signing.loads(text, salt=SALT)
    except signing.BadSignature:
        age = LONGEST.total_seconds() + 1
    if age < SHORTEST.total_seconds():
        return _("That was faster than anybody writes. Please press “Send” once more.")
    if age > LONGEST.total_seconds():
        return _("This page was open for a long time. Please press “Send” once more.")
    return ""
