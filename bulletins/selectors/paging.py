"""Cursor pagination of bulletins: a page begins after a bulletin or ends before one.

There is no OFFSET, so the last page costs as much as the first, and no bulletin is repeated or
skipped if another is published or ends meanwhile.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.http import QueryDict

from bulletins.models import Bulletin, BulletinQuerySet, Urgency

PAGE_SIZE = 20
AFTER, BEFORE = "sau", "truoc"
MAX_DIGITS = 18  # of a primary key; more would not fit into the column


@dataclass(frozen=True)
class Cursor:
    """The position of a bulletin in a list; in a URL ``routine.2026-02-09.12``."""

    urgency: str
    announced_on: date
    pk: int

    def __str__(self) -> str:
        return f"{self.urgency}.{self.announced_on.isoformat()}.{self.pk}"

    @classmethod
    def from_bulletin(cls, bulletin: Bulletin) -> "Cursor":
        """Return the position of a bulletin."""
        return cls(bulletin.urgency, bulletin.announced_on, bulletin.pk)

    @classmethod
    def parse(cls, text: str) -> "Cursor | None":
        """Return the position written as ``urgency.date.key``, or None if ``text`` is invalid."""
        urgency, _dot, rest = text.partition(".")
        day, _dot, key = rest.partition(".")
        if urgency not in Urgency.values or not (key.isdecimal() and len(key) <= MAX_DIGITS):
            return None
        try:
            return cls(urgency, date.fromisoformat(day), int(key))
        except ValueError:
            return None

    def after_q(self, *, by_urgency: bool) -> Q:
        """Return the condition for bulletins after this position.

        ``by_urgency``: in the order ``ordered_for_feed``, else ``newest_first``.
        """
        older = Q(announced_on__lte=self.announced_on)
        older &= Q(announced_on__lt=self.announced_on) | Q(pk__lt=self.pk)
        return self._build_urgency_q(Urgency.values, older) if by_urgency else older

    def before_q(self, *, by_urgency: bool) -> Q:
        """Return the condition for bulletins before this position; see ``after``."""
        newer = Q(announced_on__gte=self.announced_on)
        newer &= Q(announced_on__gt=self.announced_on) | Q(pk__gt=self.pk)
        return self._build_urgency_q(Urgency.values[::-1], newer) if by_urgency else newer

    def _build_urgency_q(self, urgencies: list[str], of_the_same: Q) -> Q:
        # Nearly always no urgency follows. Without the OR the index can be used.
        others = urgencies[urgencies.index(self.urgency) + 1 :]
        same = Q(urgency=self.urgency) & of_the_same
        return Q(urgency__in=others) | same if others else same


@dataclass(frozen=True)
class CursorPage:
    """The bulletins of one page, and the positions from which the next pages start.

    ``newer``, ``older``: for the link in that direction; None if there is no page.
    """

    rows: list[Bulletin]
    newer: Cursor | None = None
    older: Cursor | None = None

    @property
    def is_first(self) -> bool:
        """Whether this is the first page."""
        return self.newer is None


def get_cursor_page(sources: BulletinQuerySet, query: QueryDict, *, by_urgency: bool) -> CursorPage:
    """Return the page of ``sources`` that a query string asks for.

    ``query``: may have ``sau`` (after) or ``truoc`` (before) with a position. The first page is
    returned if there is none, it is invalid, or too few bulletins are left for the page.
    ``by_urgency``: in the order ``ordered_for_feed``, else ``newest_first``.
    """
    ordered = sources.ordered_for_feed() if by_urgency else sources.newest_first()
    before, after = (Cursor.parse(query.get(name, "")) for name in (BEFORE, AFTER))
    if before:
        newer = ordered.reverse().filter(before.before_q(by_urgency=by_urgency))
        rows = list(newer[: PAGE_SIZE + 1])
        # With less than a full page before it, the first page is returned below.
        if len(rows) >= PAGE_SIZE:
            return _build_page(rows[PAGE_SIZE - 1 :: -1], newer=len(rows) > PAGE_SIZE, older=True)
    elif after:
        rows = list(ordered.filter(after.after_q(by_urgency=by_urgency))[: PAGE_SIZE + 1])
        if rows:
            return _build_page(rows[:PAGE_SIZE], newer=True, older=len(rows) > PAGE_SIZE)
    return build_first_page(list(ordered[: PAGE_SIZE + 1]))


def build_first_page(rows: list[Bulletin]) -> CursorPage:
    """Return the first page of a list, of which ``rows`` are the first ``PAGE_SIZE`` and one more.

    Or all, if there are no more.
    """
    return _build_page(rows[:PAGE_SIZE], newer=False, older=len(rows) > PAGE_SIZE)


def _build_page(rows: list[Bulletin], *, newer: bool, older: bool) -> CursorPage:
    return CursorPage(
        rows,
        newer=Cursor.from_bulletin(rows[0]) if newer else None,
        older=Cursor.from_bulletin(rows[-1]) if older else None,
    )
