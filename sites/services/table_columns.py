"""Columns of an uploaded table, found by their headings; values that have names, by these.

Both may be our codes or their names in any language of the interface, in any case, with or without
accents. It knows nothing of what a table is about; see ``sites.services.agency_table``.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import override

from content.text.folding import fold_text
from sites.services.table_files import Cells, Problem, TableError

Label = str | Promise


def fold_labels(choices: Iterable[tuple[str, Label]]) -> dict[str, str]:
    """Return the value for each name that is understood for it, folded.

    ``choices``: values with their labels, as of a ``TextChoices``. The value is a name, too.
    """
    return {
        fold_text(text): value
        for value, label in choices
        for name in (value, label)
        for text in _iter_translations(name)
    }


class TableLayout:
    """The columns that tables of one kind have.

    ``headings``: by column, in the order of tables. ``required``: the columns that a table must
    have. ``further``: other names of columns.
    """

    def __init__(
        self,
        headings: Mapping[str, Label],
        *,
        required: Sequence[str],
        further: Mapping[str, Sequence[Label]] | None = None,
    ) -> None:
        self.headings = headings
        self.required = required
        self.further = further or {}

    @cached_property
    def names(self) -> dict[str, str]:
        """The column for each heading that is understood, folded."""
        found: dict[str, str] = {}
        for column, heading in self.headings.items():
            for label in (column.replace("_", " "), heading, *self.further.get(column, ())):
                for text in _iter_translations(label):
                    found.setdefault(fold_text(text.replace("_", " ")), column)
        return found


class TableColumns:
    """Which column of a table is where. Raises TableError if one that is required is missing.

    ``ignored``: headings of columns that are not read.
    """

    def __init__(self, layout: TableLayout, header: Cells, line: int) -> None:
        self.layout = layout
        self.header = header
        self.places: dict[str, int] = {}
        self.ignored: list[str] = []
        problems = []
        for place, heading in enumerate(header):
            column = layout.names.get(fold_text(heading.replace("_", " ")))
            if column and column not in self.places:
                self.places[column] = place
            elif column:
                what = _("stands twice in the first line")
                problems.append(Problem(line, heading, what, _("one column of each kind")))
            elif heading:
                self.ignored.append(heading)
        for column in layout.required:
            if column not in self.places:
                names = " / ".join(map(str, (layout.headings[column], column)))
                allowed = _("%(names)s in the first line") % {"names": names}
                problems.append(Problem(line, column, _("is missing"), allowed))
        if problems:
            raise TableError(problems)

    def get_values(self, line: int, cells: Cells, problems: list[Problem]) -> dict[str, str] | None:
        """Return the cells by column, or None, with a problem, if their number is wrong."""
        width = len(self.header)
        missing = {name for name, place in self.places.items() if place >= len(cells)}
        # Excel leaves out empty cells at the end of rows, also in CSV.
        if any(cells[width:]) or missing & {*self.layout.required}:
            what = _("%(number)s cells") % {"number": len(cells)}
            allowed = _("%(number)s cells, one for each column") % {"number": width}
            problems.append(Problem(line, "?", what, allowed))
            return None
        cells = cells + [""] * (width - len(cells))
        return {name: cells[place] for name, place in self.places.items()}

    def get_heading(self, column: str) -> str:
        """Return the heading of a column as it stands in the table."""
        return self.header[self.places[column]] if column in self.places else column


def _iter_translations(label: Label) -> Iterator[str]:
    for language, _name in settings.LANGUAGES:
        with override(language):
            yield str(label)
