"""Reader for a table of people to invite that reports all mistakes of the table at once.

A unit may be written by its code or by any of its names, a role by its name in any language.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Invitation
from content.text.folding import fold_text
from members.roles import Role
from sites.models import Agency
from sites.services.table_columns import TableColumns, TableLayout, fold_labels
from sites.services.table_files import Problem, TableError, iter_table_rows

Row = dict[str, str]

HEADINGS: dict[str, Promise] = {
    "name": gettext_lazy("Full name"),
    "email": gettext_lazy("E-mail"),
    "agency": gettext_lazy("Unit"),
    "role": gettext_lazy("Role"),
}
_FURTHER: dict[str, tuple[str | Promise, ...]] = {
    "name": (gettext_lazy("Name"),),
    "email": (gettext_lazy("E-mail address"), "e-mail", "mail"),
    "agency": (gettext_lazy("Name of the unit"), gettext_lazy("Code of the unit")),
}
ALLOWED: dict[str, Promise] = {
    "name": gettext_lazy("at most 150 characters, or empty"),
    "email": gettext_lazy("an address such as an.nguyen@example.org, once for each unit"),
    "agency": gettext_lazy("the code or the whole name of a working unit that you look after"),
    "role": gettext_lazy("Editor or moderator, as the list in the column offers them"),
}
NAME_LENGTH = Invitation._meta.get_field("name").max_length or 0
EMAIL_LENGTH = Invitation._meta.get_field("email").max_length or 0
# People in one table: each is a mail, and all are written in one request.
MAX_PEOPLE = 500
# The row of the template that shows how to fill it in.
EXAMPLE_EMAIL = "vi-du@example.org"
_check_email = EmailValidator()


@dataclass
class InvitationTable:
    """What a table of people says.

    ``rows``: for each person ``name``, ``email`` in lower case, the code of the ``agency`` and the
    value of the ``role``. ``ignored``: headings of columns that are not read. ``has_example``: the
    example of the template was left in it, and is not among the rows.
    """

    rows: list[Row] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    has_example: bool = False


def read_invitation_table(data: bytes, *, agencies: Iterable[Agency]) -> InvitationTable:
    """Read a table of people to invite; writes nothing.

    ``data`` is the content of a CSV or XLSX file (``sites.services.table_files``). ``agencies`` are
    those that people may be invited into; if there is one, the table need not name it. Raises
    TableError with every problem found, including a table without rows and one with more than
    ``MAX_PEOPLE``.
    """
    finder = _AgencyFinder(agencies)
    layout = TableLayout(HEADINGS, required=get_required_columns(finder.agencies), further=_FURTHER)
    problems: list[Problem] = []
    table = InvitationTable()
    columns: TableColumns | None = None
    seen: dict[tuple[str, str], int] = {}
    for line, cells in iter_table_rows(data, problems):
        if columns is None:
            columns = TableColumns(layout, cells, line)
            table.ignored = columns.ignored
            continue
        given = columns.get_values(line, cells, problems)
        if given is None:
            continue
        if given["email"].lower() == EXAMPLE_EMAIL:
            table.has_example = True
            continue
        row = {"name": "", "agency": "", **given, "email": given["email"].lower()}
        # A cell that could not be read is told already.
        if not any(problem.line == line for problem in problems[-len(cells) :]):
            found = _iter_problems(row, finder, seen, line)
            problems += [
                Problem(line, columns.get_heading(column), what, ALLOWED[column])
                for column, what in found
            ]
        table.rows.append(row)
    if not table.rows and not problems:
        problems.append(Problem(2, "?", _("the table has no rows"), _("one person a row")))
    if len(table.rows) > MAX_PEOPLE:
        allowed = _("at most %(most)s rows in a file") % {"most": MAX_PEOPLE}
        problems.append(Problem(MAX_PEOPLE + 2, "?", _("the table has too many rows"), allowed))
    if problems:
        raise TableError(sorted(problems, key=lambda problem: problem.line))
    return table


def get_required_columns(agencies: list[Agency]) -> tuple[str, ...]:
    """Return the columns that a table must have; the unit only where there are several."""
    return ("email", "role") if len(agencies) == 1 else ("email", "agency", "role")


@lru_cache(maxsize=1)
def _get_roles() -> dict[str, str]:
    """Return the role for each name of a role that is understood, folded."""
    return fold_labels(Role.choices)


# Ways to write a name in one way, the exact one first.
_SPELLINGS = (str.casefold, fold_text)


class _AgencyFinder:
    """Finds one of some agencies by what people write for it."""

    def __init__(self, agencies: Iterable[Agency]) -> None:
        self.agencies = [*agencies]
        self.codes = {agency.code: agency for agency in self.agencies}
        self.by_name: dict[str, list[Agency]] = {}
        for agency in self.agencies:
            names = {agency.name_vi, agency.name_en, agency.short_name, agency.heading, str(agency)}
            # With accents and without: many names differ in nothing but accents.
            for spelling in {spell(name) for name in names if name for spell in _SPELLINGS}:
                self.by_name.setdefault(spelling, []).append(agency)

    def find(self, text: str) -> list[Agency]:
        """Return the agency that ``text`` means, several if it is the name of several."""
        if not text and len(self.agencies) == 1:
            return self.agencies
        if agency := self.codes.get(text.lower()):
            return [agency]
        spellings = (spell(text) for spell in _SPELLINGS)
        return next(filter(None, (self.by_name.get(one) for one in spellings)), [])


def _iter_problems(
    row: Row, finder: _AgencyFinder, seen: dict[tuple[str, str], int], line: int
) -> Iterator[tuple[str, str]]:
    """Yield column and problem for each mistake of a row, and put code and role into the row."""
    if len(row["name"]) > NAME_LENGTH:
        yield "name", _("too long: %(number)s characters") % {"number": len(row["name"])}
    if not _is_email(row["email"]):
        yield "email", _("%(value)s is no e-mail address") % {"value": repr(row["email"])}
    role = _get_roles().get(fold_text(row["role"]))
    if role is None:
        yield "role", _("%(value)s is no role of a unit") % {"value": repr(row["role"])}
    row["role"] = role or row["role"]
    agencies = finder.find(row["agency"])
    if len(agencies) > 1:
        codes = ", ".join(agency.code for agency in agencies)
        message = _("several units are called %(value)s; write the code: %(codes)s")
        yield "agency", message % {"value": repr(row["agency"]), "codes": codes}
    elif not agencies:
        message = _("there is no working unit %(value)s that you may invite people into")
        yield "agency", message % {"value": repr(row["agency"])}
    else:
        row["agency"] = agencies[0].code
        first = seen.setdefault((row["email"], row["agency"]), line)
        if first != line:
            message = _("%(value)s stands in line %(line)s already")
            yield "email", message % {"value": repr(row["email"]), "line": first}


def _is_email(text: str) -> bool:
    try:
        _check_email(text)
    except ValidationError:
        return False
    return len(text) <= EMAIL_LENGTH
