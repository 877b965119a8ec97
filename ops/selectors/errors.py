"""Errors that people met: all kinds, the kind of a code, and the urgent ones."""

import re
from datetime import timedelta

from django.db.models import QuerySet, Sum
from django.utils import timezone

from ops.errors.trace import parse_code
from ops.models import ErrorKind, ErrorKindQuerySet, ErrorOccurrence

# What health judges by: as many of one kind within this time.
RECENT, MANY = timedelta(minutes=20), 3
# What is longer ago needs nobody today.
TODAY = timedelta(hours=24)
# A word that may be a code or the number of a request, as people copy it.
_WORD = re.compile(r"[A-Za-z0-9-]{8,64}")


def list_kinds() -> ErrorKindQuerySet:
    """Return all kinds, the latest first, with the occurrences that are kept of them."""
    return ErrorKind.objects.prefetch_related("occurrences")


def find_kind(text: str) -> ErrorKind | None:
    """Return the kind whose code, or the number of whose occurrence, stands in what was typed.

    ``text``: in whatever spelling, with other words around it.
    """
    words = _WORD.findall(text)
    codes = {code for word in [text, *words] if (code := parse_code(word))}
    if by_code := ErrorKind.objects.filter(code__in=codes).first():
        return by_code
    return ErrorKind.objects.filter(occurrences__request__in=words).first()


def count_recent() -> dict[str, int]:
    """Return how often each open kind was met within ``RECENT``, by code; the rarest last.

    Of a storm not all is counted: occurrences are bounded.
    """
    since = timezone.now() - RECENT
    met = ErrorOccurrence.objects.filter(at__gt=since, kind__handled_at=None)
    rows = met.order_by().values_list("kind")
    counts = rows.annotate(number=Sum("count"))
    return dict(sorted(counts, key=lambda row: -row[1]))


def list_met_today() -> QuerySet[ErrorKind]:
    """Return the open kinds that were met within a day, the latest first."""
    return ErrorKind.objects.open().filter(last_at__gt=timezone.now() - TODAY)
