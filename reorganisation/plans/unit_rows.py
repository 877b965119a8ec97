"""The rows of one unit: what they say together, its main heir, and cells without effect."""

from collections.abc import Container, Iterable, Iterator, Sequence

from django.utils.translation import gettext as _

from reorganisation.plans.table import COLUMN_USES, SHARES, ColumnUse, PlanRow, describe_unread
from sites.services.table_files import Problem


class UnitChange:
    """What the rows of one day say of a unit that they make or change."""

    def __init__(self, rows: list[PlanRow]) -> None:
        self._rows = rows
        self.code = rows[0].new_code
        self.row = rows[0]
        # Tables of units say the same of it in all rows.
        self.values = dict(self.row.values)
        for row in rows[1:]:
            self.values |= {name: row.values[name] for name in row.given}

    def get_row(self, name: str) -> PlanRow:
        """Return the row that says a value; the first one if none does."""
        return next((row for row in self._rows if name in row.given), self.row)


def get_main_row(heirs: Sequence[PlanRow]) -> PlanRow:
    """Return the row of the main heir of a unit that ends, of its rows.

    That is the one with ``merge``, else the first with a unit that gets something.
    """
    return min(heirs, key=lambda row: (row.action != "merge", not row.new_code))


def find_undecided(rows: Iterable[PlanRow]) -> dict[str, list[PlanRow]]:
    """Return the rows of units that only give parts away, by their codes.

    Nobody can tell of them whether they end: neither does a row say so, nor that they work on.
    """
    rows = list(rows)
    decided = {row.old_code for row in rows if row.action != "split"}
    decided |= {row.new_code for row in rows}
    found: dict[str, list[PlanRow]] = {}
    for row in rows:
        if row.old_code not in decided:
            found.setdefault(row.old_code, []).append(row)
    return found


def describe_undecided(row: PlanRow, unit: str) -> Problem:
    """Return the problem of a unit that only gives parts away; ``row``: the first one of it."""
    what = _("no row is the main successor of %(unit)s") % {"unit": unit}
    allowed = _(
        "if it ends, merge in the row of its main successor, or end in all its rows; if it works "
        "on, another row with keep"
    )
    return Problem(row.line, "action", what, allowed)


def iter_heir_problems(heirs: Sequence[PlanRow]) -> Iterator[Problem]:
    """Yield what is wrong with the rows of a unit that ends, compared with each other."""
    main = get_main_row(heirs)
    seen: set[str] = set()
    for row in heirs:
        if row.action == "merge" and row is not main:
            what = _("a second main successor")
            yield Problem(row.line, "action", what, _("merge once, and split for the others"))
        elif row.action != main.action and (main.action, row.action) != ("merge", "split"):
            what = _("both %(one)s and %(other)s") % {"one": main.action, "other": row.action}
            yield Problem(row.line, "action", what, _("merge and split, or end"))
        if row.new_code in seen:
            what = _("%(unit)s is an heir in another row already") % {"unit": row.new_code}
            yield Problem(row.line, "new_code", what, _("each heir once"))
        seen |= {row.new_code} - {""}
        for column, use in COLUMN_USES[row.action].items():
            cell = getattr(row, column) if use == ColumnUse.FIRST and row is not main else ""
            if cell:
                allowed = _("empty; it is read in line %(line)s") % {"line": main.line}
                yield Problem(row.line, column, describe_unread(cell, row.action), allowed)


def iter_share_problems(rows: Iterable[PlanRow], ending: Container[str]) -> Iterator[Problem]:
    """Yield the words for citizens in rows of units that work on, where nobody reads them.

    ``ending``: the codes of the units that end on the day of the rows.
    """
    for row in rows:
        use = COLUMN_USES[row.action].get("share")
        is_read = use != ColumnUse.ENDING or row.old_code in ending
        if row.share and row.share not in SHARES.values() and not is_read:
            allowed = _("empty, because the unit works on")
            yield Problem(row.line, "share", describe_unread(row.share, row.action), allowed)
