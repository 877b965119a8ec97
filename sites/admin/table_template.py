"""Tables to fill in, as a workbook with an explanation and as CSV, and the view that gives them."""

import codecs
import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.generic import View
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

_HEAD_FILL = PatternFill("solid", fgColor="FFE3ECF5")
# A format of Excel that keeps zeros in front.
_TEXT = "@"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class ColumnChoices:
    """The values that a column may have, on a sheet of their own.

    ``rows``: each row of the sheet; what is written into the column comes first. ``is_offered``:
    whether Excel lets people choose among them, and refuses anything else.
    """

    sheet: str
    rows: Sequence[Sequence[str]]
    is_offered: bool = True


@dataclass(frozen=True)
class TableTemplate:
    """A table to fill in, by column.

    ``needed``: the columns that must be filled in. ``allowed``: what to write. ``remarks``: lines
    below the explanation. ``max_rows``: rows that are read.
    """

    title: str
    headings: Mapping[str, str]
    widths: Mapping[str, int]
    example: Mapping[str, str]
    needed: Sequence[str]
    allowed: Mapping[str, str]
    max_rows: int
    choices: Mapping[str, ColumnChoices] = field(default_factory=dict)
    remarks: Sequence[str] = ()

    def build_workbook(self) -> bytes:
        """Return a workbook (XLSX): the table with one example, and a sheet that explains it."""
        workbook = Workbook()
        table: Worksheet = workbook.active
        table.title = self.title
        table.append([*self.headings.values()])
        table.append(self._list_example())
        for number, name in enumerate(self.headings, start=1):
            head = table.cell(1, number)
            head.font, head.fill = Font(bold=True), _HEAD_FILL
            letter = head.column_letter
            table.column_dimensions[letter].width = self.widths[name]
            table.column_dimensions[letter].number_format = _TEXT
            table.cell(2, number).font = Font(italic=True)
            table.cell(2, number).number_format = _TEXT
        table.freeze_panes = "A2"
        self._explain(workbook.create_sheet(_("How to fill it in"), 1))
        for name, choices in self.choices.items():
            self._add_choices(workbook, table, name, choices)
        file = io.BytesIO()
        workbook.save(file)
        return file.getvalue()

    def build_csv(self) -> bytes:
        """Return the table with one example as CSV, in UTF-8 with a byte order mark for Excel."""
        file = io.StringIO(newline="")
        writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        writer.writerow(self.headings.values())
        writer.writerow(self._list_example())
        return codecs.BOM_UTF8 + file.getvalue().encode()

    def _list_example(self) -> list[str]:
        return [self.example.get(name, "") for name in self.headings]

    def _add_choices(
        self, workbook: Workbook, table: Worksheet, name: str, choices: ColumnChoices
    ) -> None:
        sheet = workbook.create_sheet(choices.sheet)
        for row in choices.rows:
            sheet.append([*row])
        sheet.column_dimensions["A"].width = 40
        if not choices.is_offered:
            return
        letter = table.cell(1, [*self.headings].index(name) + 1).column_letter
        offered = DataValidation(
            type="list",
            formula1=f"'{sheet.title}'!$A$1:$A${len(choices.rows)}",
            allow_blank=True,
        )
        offered.error = _("Choose one of the list.")
        offered.errorTitle = self.headings[name][:32]
        table.add_data_validation(offered)
        offered.add(f"{letter}2:{letter}{self.max_rows + 1}")

    def _explain(self, sheet: Worksheet) -> None:
        sheet.append([_("Column"), pgettext("column", "Needed"), _("What to write")])
        for name, heading in self.headings.items():
            needed = _("yes") if name in self.needed else _("no")
            sheet.append([heading, needed, self.allowed[name]])
        sheet.append([])
        for line in self.remarks:
            sheet.append([line])
        for cell in sheet[1]:
            cell.font, cell.fill = Font(bold=True), _HEAD_FILL
        for letter, width in (("A", 34), ("B", 12), ("C", 70)):
            sheet.column_dimensions[letter].width = width
        rows = sheet.iter_rows(min_row=2, max_row=1 + len(self.headings), min_col=3, max_col=3)
        for row in rows:
            row[0].alignment = Alignment(wrap_text=True, vertical="top")


class TableTemplateMixin(View):
    """Mixin of a view that gives the template; ``way`` is its format, ``xlsx`` or ``csv``.

    ``file_name``: without the suffix.
    """

    way = "xlsx"
    file_name: str
    build_template: Callable[[], TableTemplate]

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        template = self.build_template()
        content, kind = (
            (template.build_workbook(), _XLSX)
            if self.way == "xlsx"
            else (template.build_csv(), "text/csv")
        )
        name = f"{self.file_name}.{self.way}"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return HttpResponse(content, content_type=kind, headers=headers)
