"""The table block: a caption, column headings, and cells with text or numbers."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import sha256
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import (
    TypedTable,
    TypedTableBlock,
    TypedTableBlockValidationError,
)
from wagtail_localize.segments import StringSegmentValue

from content.text.limits import InputLimitError

# Larger tables are unreadable on a website and should be files to download.
MAX_COLUMNS = 15
MAX_ROWS = 450
MAX_CELL_LENGTH = 2_000
MAX_CAPTION_LENGTH = 255


class TableBlock(TypedTableBlock):
    """A table with a caption and column headings; it scrolls if it is too wide.

    wagtail-localize does not support tables. Here each distinct text of a table is one segment,
    identified by a hash of the text, so that a new row keeps the translations of the others.
    """

    text = blocks.CharBlock(label=pgettext_lazy("table", "Words"), required=False)
    number = blocks.CharBlock(
        label=pgettext_lazy("table", "Numbers"), required=False, max_length=40
    )

    class Meta:
        icon = "table"
        label = _("Table")
        description = _("Times, places, prices: several columns, each with a heading.")
        template = "content/blocks/table.html"

    def get_preview_value(self) -> TypedTable:
        columns = [("text", "Xã"), ("text", "Ngày cắt điện"), ("number", "Số hộ")]
        rows = [("Khang Ninh", "25/11/2026", "412"), ("Nam Mẫu", "26/11/2026", "388")]
        return self.to_python(
            {
                "caption": "Lịch cắt điện",
                "columns": [{"type": kind, "heading": heading} for kind, heading in columns],
                "rows": [{"values": list(row)} for row in rows],
            }
        )

    @property
    def is_previewable(self) -> bool:
        return True

    def value_from_datadict(
        self, data: Mapping[str, Any], files: Mapping[str, Any], prefix: str
    ) -> TypedTable:
        """Return the submitted table, as inherited.

        Raises InputLimitError if rows × columns exceed the number of submitted fields. A browser
        sends one field per cell; a forged request could name millions of cells in few fields.
        """
        if _count_kept(data, f"{prefix}-column") * _count_kept(data, f"{prefix}-row") > len(data):
            raise InputLimitError(_("A table has more cells than were sent."), "cells")
        return super().value_from_datadict(data, files, prefix)

    def clean(self, value: TypedTable) -> TypedTable:
        _check_size(value)
        cleaned = super().clean(value)
        if not self.is_deferred_validation:
            _check_texts(cleaned)
        return cleaned

    def get_translatable_segments(self, value: TypedTable) -> list[StringSegmentValue]:
        texts = dict.fromkeys(filter(None, _iter_texts(value)))
        return [StringSegmentValue(_make_key(text), text) for text in texts]

    def list_facts(self, value: TypedTable | None) -> list[str]:
        """Return which of the texts stands where, for comparing: a table without its words.

        The texts are the same where two cells have changed places.
        """
        if value is None:
            return []
        texts = list(_iter_texts(value))
        places = {text: str(place) for place, text in enumerate(sorted({*texts}))}
        return [f"{len(value.columns)}: {' '.join(places[text] for text in texts)}"]

    def restore_translated_segments(
        self, value: TypedTable, segments: Iterable[StringSegmentValue]
    ) -> TypedTable:
        texts = {segment.path: segment.render_text() for segment in segments}
        return _map_texts(value, lambda text: texts.get(_make_key(text), text))


def _count_kept(data: Mapping[str, Any], name: str) -> int:
    numbers = range(int(data[f"{name}-count"]))
    return sum(not data[f"{name}-{number}-deleted"] for number in numbers)


def _check_size(table: TypedTable) -> None:
    """Refuse large tables, because tables are parsed, compared and searched as a whole."""
    problems = []
    if len(table.columns) > MAX_COLUMNS or len(table.row_data) > MAX_ROWS:
        message = gettext(
            "The table has %(rows)s rows and %(columns)s columns; %(most)s are allowed."
        )
        problems.append(
            message
            % {
                "rows": len(table.row_data),
                "columns": len(table.columns),
                "most": f"{MAX_ROWS} × {MAX_COLUMNS}",
            }
        )
    headings = (column["heading"] for column in table.columns)
    if any(len(text) > MAX_CAPTION_LENGTH for text in (table.caption, *headings)):
        message = gettext(
            "The caption or a heading of the table has more than %(limit)s characters."
        )
        problems.append(message % {"limit": MAX_CAPTION_LENGTH})
    too_long = [
        number
        for number, row in enumerate(table.row_data, 1)
        if any(len(str(cell)) > MAX_CELL_LENGTH for cell in row["values"])
    ]
    if too_long:
        message = gettext("In row %(row)s of the table a cell has more than %(limit)s characters.")
        problems.append(message % {"row": too_long[0], "limit": MAX_CELL_LENGTH})
    if problems:
        raise TypedTableBlockValidationError(non_block_errors=[ValidationError(problems)])


def _check_texts(table: TypedTable) -> None:
    """Require caption and headings, without which a table is meaningless when read out."""
    missing = []
    if not table.caption.strip():
        missing.append(gettext("Give the table a caption."))
    if not table.columns or not all(column["heading"].strip() for column in table.columns):
        missing.append(gettext("Give every column a heading."))
    if missing:
        raise TypedTableBlockValidationError(non_block_errors=[ValidationError(missing)])


def _iter_texts(table: TypedTable) -> Iterator[str]:
    yield table.caption
    yield from (column["heading"] for column in table.columns)
    yield from (cell for row in table.row_data for cell in row["values"])


def _map_texts(table: TypedTable, change: Callable[[str], str]) -> TypedTable:
    columns: list[dict[str, Any]] = [
        {**column, "heading": change(column["heading"])} for column in table.columns
    ]
    rows = [{"values": [change(cell) for cell in row["values"]]} for row in table.row_data]
    return TypedTable(columns=columns, row_data=rows, caption=change(table.caption))


def _make_key(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:16]
