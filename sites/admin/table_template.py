"""The table of units to fill in, as a workbook with an explanation and as CSV."""

import codecs
import csv
import io

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from sites.models import Agency, Kind
from sites.services.agency_table import ALLOWED, EXAMPLE_CODE, HEADINGS, REQUIRED
from sites.services.table_files import MAX_TABLE_ROWS

_WIDTHS = {
    "code": 20,
    "kind": 28,
    "name_vi": 48,
    "name_en": 40,
    "short_name": 24,
    "geocode": 26,
    "host": 28,
    "parent": 22,
}
_HEAD_FILL = PatternFill("solid", fgColor="FFE3ECF5")
# A format of Excel that keeps zeros in front.
_TEXT = "@"


def list_columns() -> list[str]:
    """Return the columns of tables: that of the province only where there are several."""
    several = Agency.objects.filter(kind=Kind.PROVINCE).count() > 1
    return [name for name in HEADINGS if name != "parent" or several]


def build_workbook() -> bytes:
    """Return a workbook (XLSX): the table with one example, and a sheet that explains it."""
    columns = list_columns()
    workbook = Workbook()
    table: Worksheet = workbook.active
    table.title = _("Units")
    table.append([str(HEADINGS[name]) for name in columns])
    table.append(_make_example(columns))
    for number, name in enumerate(columns, start=1):
        head = table.cell(1, number)
        head.font, head.fill = Font(bold=True), _HEAD_FILL
        letter = head.column_letter
        table.column_dimensions[letter].width = _WIDTHS[name]
        table.column_dimensions[letter].number_format = _TEXT
        table.cell(2, number).font = Font(italic=True)
        table.cell(2, number).number_format = _TEXT
    table.freeze_panes = "A2"
    kinds = workbook.create_sheet(_("Kinds of units"))
    for kind in Kind:
        kinds.append([str(kind.label), kind.value])
    kinds.column_dimensions["A"].width = 40
    _offer_kinds(table, kinds, columns.index("kind") + 1)
    _explain(workbook.create_sheet(_("How to fill it in"), 1), columns)
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def build_csv() -> bytes:
    """Return the table with one example as CSV, in UTF-8 with a byte order mark for Excel."""
    columns = list_columns()
    file = io.StringIO(newline="")
    writer = csv.writer(file, quoting=csv.QUOTE_ALL)
    writer.writerow([HEADINGS[name] for name in columns])
    writer.writerow(_make_example(columns))
    return codecs.BOM_UTF8 + file.getvalue().encode()


def _make_example(columns: list[str]) -> list[str]:
    example = {
        "code": EXAMPLE_CODE,
        "kind": str(Kind.COMMUNE.label),
        "name_vi": _("Example: write your units below this row"),
        "geocode": "01834",
        "host": EXAMPLE_CODE,
    }
    return [example.get(name, "") for name in columns]


def _offer_kinds(table: Worksheet, kinds: Worksheet, column: int) -> None:
    letter = table.cell(1, column).column_letter
    offered = DataValidation(
        type="list", formula1=f"'{kinds.title}'!$A$1:$A${len(Kind)}", allow_blank=True
    )
    offered.error = _("Choose a kind of the list.")
    offered.errorTitle = str(HEADINGS["kind"])[:32]
    table.add_data_validation(offered)
    offered.add(f"{letter}2:{letter}{MAX_TABLE_ROWS + 1}")


def _explain(sheet: Worksheet, columns: list[str]) -> None:
    sheet.append([_("Column"), pgettext("column", "Needed"), _("What to write")])
    for name in columns:
        needed = _("yes") if name in REQUIRED else _("no")
        allowed = _("one of the list in the column") if name == "kind" else ALLOWED[name]
        sheet.append([str(HEADINGS[name]), needed, str(allowed)])
    sheet.append([])
    for line in (
        _("One unit a row. Rows are matched by the code: a code that exists changes that unit."),
        _("A host name without a dot is completed by %(domain)s.")
        % {"domain": settings.BASE_DOMAIN},
        _(
            "An empty short name or code of the administrative unit leaves the present one. To "
            "take it away, open the unit in the admin."
        ),
        _("The example row (code “%(code)s”) is left out by itself.") % {"code": EXAMPLE_CODE},
        _("Write no formulas. Nothing is changed before you have seen a preview and confirmed it."),
    ):
        sheet.append([line])
    for cell in sheet[1]:
        cell.font, cell.fill = Font(bold=True), _HEAD_FILL
    for letter, width in (("A", 34), ("B", 12), ("C", 70)):
        sheet.column_dimensions[letter].width = width
    for row in sheet.iter_rows(min_row=2, max_row=1 + len(columns), min_col=3, max_col=3):
        row[0].alignment = Alignment(wrap_text=True, vertical="top")
