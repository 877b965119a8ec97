"""Counts how often procedures are opened: a number for each page and day, nothing about people.

No address, no cookie and no time of day is stored, so that nobody can be found in the counts.
Pages come from the page cache, and a write for each would undo it: the counts are collected in the
memory of the process and written together (``MAX_WAITING``, ``MAX_VISITS``). What a process has
collected when it is killed is lost: the counts order a list, and need not be complete.
"""

from collections import Counter
from datetime import date, datetime, timedelta
from threading import Lock

from django.db import Error, IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from home.models import ProcedurePage, ProcedureVisits

# Counts are written after this time, or this number of visits.
MAX_WAITING = timedelta(minutes=1)
MAX_VISITS = 200


class VisitCounter:
    """Collects visits in the memory of one process until they are due."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._counts: Counter[tuple[int, date]] = Counter()
        self._since: datetime | None = None
        self._has_failed = False

    def add(self, page: int) -> None:
        """Count a visit of the procedure with this primary key; save what is due.

        Raises django.db.Error if it cannot be saved; it is then tried again after ``MAX_WAITING``.
        """
        now = timezone.now()
        with self._lock:
            self._since = self._since or now
            self._counts[page, timezone.localdate(now)] += 1
            waits = now - self._since < MAX_WAITING
            if waits and (self._has_failed or self._counts.total() < MAX_VISITS):
                return
            counts, self._counts, self._since = self._counts, Counter(), None
        try:
            with transaction.atomic():
                save_visits(counts)
            self._has_failed = False
        except Error:
            # They wait until the database writes again, which is not tried at every visit.
            with self._lock:
                self._counts += counts
                self._since, self._has_failed = now, True
            raise


def save_visits(counts: Counter[tuple[int, date]]) -> None:
    """Add visits by procedure (primary key) and day; those of pages that have gone are dropped."""
    existing = set(
        ProcedurePage.objects.filter(pk__in={page for page, _day in counts}).values_list(
            "pk", flat=True
        )
    )
    # In sorted order, so that two processes never wait for each other.
    for (page, day), number in sorted(counts.items()):
        if page in existing:
            _add_visits(page, day, number)


def _add_visits(page: int, day: date, number: int) -> None:
    rows = ProcedureVisits.objects.filter(page=page, day=day)
    if rows.update(count=F("count") + number):
        return
    try:
        with transaction.atomic():
            ProcedureVisits.objects.create(page_id=page, day=day, count=number)
    except IntegrityError:
        # Another process was first.
        rows.update(count=F("count") + number)
