"""When a form was drawn: the day, signed, with which nobody can send what they never opened.

The day and no less: a page is the same for everybody all day long, whoever draws it. A form that
was drawn days ago is shown again with all its words.
"""

from datetime import date, timedelta

from django.core import signing
from django.utils import timezone
from django.utils.translation import gettext as _

SALT = "home.feedback"
# Somebody may leave a page open over night.
LONGEST = timedelta(days=2)


def stamp() -> str:
    """Return the day of the moment, signed."""
    return signing.Signer(salt=SALT).sign(timezone.localdate().isoformat())


def trouble_with(text: str) -> str:
    """Say in words for the reader why a stamp does not count; empty where it does."""
    try:
        day = date.fromisoformat(signing.Signer(salt=SALT).unsign(text))
    except (signing.BadSignature, ValueError):
        day = date.min
    if timezone.localdate() - day > LONGEST:
        return _("This page was open for a long time. Please press “Send” once more.")
    return ""
