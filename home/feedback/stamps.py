"""When and for whom a form was drawn: the day, signed, with which nobody can send what they never
opened.

The day and no less: a page is the same for everybody all day long, whoever draws it, and the page
cache makes it anew at midnight. A form that was drawn longer ago, or by another unit's website, is
shown again with all its words.
"""

from datetime import date, timedelta

from django.core import signing
from django.utils import timezone
from django.utils.translation import gettext as _

from sites.models import Agency

SALT = "home.feedback"
# Whoever opens the form before midnight may send it after, and leave the page open over night.
LONGEST = timedelta(days=1)


def stamp(agency: Agency) -> str:
    """Return the day of the moment, signed for the form of one unit."""
    return _signer(agency).sign(timezone.localdate().isoformat())


def trouble_with(text: str, agency: Agency) -> str:
    """Say in words for the reader why a stamp does not count for a unit; empty where it does.

    A stamp counts on its own day and on the next one.
    """
    try:
        day = date.fromisoformat(_signer(agency).unsign(text))
    except (signing.BadSignature, ValueError):
        day = date.min
    if not timedelta() <= timezone.localdate() - day <= LONGEST:
        return _("This page was open for a long time. Please press “Send” once more.")
    return ""


def _signer(agency: Agency) -> signing.Signer:
    return signing.Signer(salt=f"{SALT}.{agency.pk}")
