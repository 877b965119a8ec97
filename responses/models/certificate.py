"""Issued certificates of publication, which anybody can check by their numbers."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from content.models import Decision
from sites.models import Agency

# Without 0, 1, I, L, O and U, which people confuse; 12 of 30 letters are 58 bits.
LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_GROUPS, _GROUP_LENGTH = 3, 4
NUMBER_LENGTH = _GROUPS * _GROUP_LENGTH + _GROUPS - 1


def make_number() -> str:
    """Return a new number, such as ``7KQ2-M9XD-4HTA``. Nobody finds it by guessing."""
    groups = (get_random_string(_GROUP_LENGTH, LETTERS) for _group in range(_GROUPS))
    return "-".join(groups)


def normalize_number(text: str) -> str:
    """Return a number as it is stored, of a text with any case, spaces and hyphens."""
    letters = "".join(letter for letter in text.upper() if letter.isalnum())[:NUMBER_LENGTH]
    groups = range(0, len(letters), _GROUP_LENGTH)
    return "-".join(letters[start : start + _GROUP_LENGTH] for start in groups)


class Certificate(models.Model):
    """What an issued certificate says.

    ``agency``: owner of the page, or of the website; None for a bulletin on all websites.
    ``decision``: about the version that the certificate is of, ``digest`` its digest. ``title``,
    ``issuer`` and ``address``: the words on the paper. ``periods``: pairs of times (ISO 8601)
    between which the version was public; the second is None if it was so at ``issued_at``, and
    empty if its end is not recorded. ``first_seen`` and ``last_seen``: what the nightly look saw;
    None if it made no look.
    """

    number = models.CharField(
        _("number"), max_length=NUMBER_LENGTH, unique=True, default=make_number
    )
    agency = models.ForeignKey(Agency, models.SET_NULL, null=True, related_name="+")
    decision = models.ForeignKey(Decision, models.SET_NULL, null=True, related_name="+")
    digest = models.CharField(max_length=64)
    title = models.TextField()
    issuer = models.CharField(max_length=255)
    address = models.TextField(blank=True)
    periods = models.JSONField(default=list)
    first_seen = models.DateTimeField(null=True)
    last_seen = models.DateTimeField(null=True)
    issued_at = models.DateTimeField(default=timezone.now)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        # The views ask for the right to publish.
        default_permissions = ()

    def __str__(self) -> str:
        return self.number

    def make_periods(self, spans: Any) -> None:
        """Set ``periods`` to those of ``spans`` (``responses.selectors.public_spans``)."""
        self.periods = [
            [span.begin.isoformat(), _format_end(span.end, span.is_public)] for span in spans
        ]


def _format_end(end: Any, is_public: bool) -> str | None:
    if end is not None:
        return str(end.isoformat())
    return None if is_public else ""
