"""Signed day in the feedback form, which proves that the sender has opened the form.

It holds the day and nothing finer, so that a page is the same for everybody for a whole day; the
page cache rebuilds it at midnight. A form with an older stamp, or with one of another agency's
website, is shown again with all its input.
"""

from datetime import date, timedelta

from django.core import signing
from django.utils import timezone
from django.utils.translation import gettext as _

from sites.models import Agency

SALT = "home.feedback"
# A form opened before midnight can be sent after it, also after a night.
LONGEST = timedelta(days=1)


def stamp(agency: Agency) -> str:
    """Return today's date (ISO format, local time) signed for the form of ``agency``."""
    return _signer(agency).sign(timezone.localdate().isoformat())


def trouble_with(text: str, agency: Agency) -> str:
    """Return an error message if ``text`` is no valid stamp for ``agency``; empty if it is.

    A stamp is valid on its own day and on the next one.
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
