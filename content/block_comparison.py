"""Comparison of the blocks of two versions: changed blocks, paragraphs and cells alone.

Wagtail shows every block, compares a table as one text, and shows no change of a link or a style.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby, zip_longest
from typing import Any, NamedTuple

from django.db.models import Model
from django.utils.choices import flatten_choices
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from rapidfuzz.distance import LCSseq, Levenshtein
from wagtail import blocks
from wagtail.admin.compare import (
    StreamFieldComparison,
    TextDiff,
    get_comparison_class_for_block,
    register_comparison_class,
)
from wagtail.contrib.typed_table_block.blocks import TypedTable, TypedTableBlock
from wagtail.images.blocks import ImageBlock
from wagtail.models import Page

from content.blocks import CleanStreamField
from content.field_comparison import format_value
from content.models import CustomDocument
from content.text.comparison import compare_texts, reveal
from content.text.paragraphs import Link, Paragraph, StyledText, read_html

# Marks of letters above and below the line.
_RAISED = {"sup": "^", "sub": "_"}
_ADDED, _DELETED, _CHANGED = "addition", "deletion", "change"


class ChangedBlocksComparison(StreamFieldComparison):
    """Comparison of two values of a StreamField."""

    def has_changed(self) -> bool:
        """Return whether readers would see a difference; Wagtail takes each list for changed."""
        return not _is_same(self.field.stream_block, self.val_a, self.val_b)

    def htmldiff(self) -> SafeString:
        return _compare(self.field.stream_block, self.val_a, self.val_b)


def register_comparisons() -> None:
    """Compare StreamFields so; called once, when the app is ready."""
    register_comparison_class(CleanStreamField, comparison_class=ChangedBlocksComparison)


def _is_same(block: blocks.Block, old: Any, new: Any) -> bool:
    return bool(_drop_ids(block.get_prep_value(old)) == _drop_ids(block.get_prep_value(new)))


def _drop_ids(stored: Any) -> Any:
    """Return a stored value without the ids of its blocks; some get another id each time."""
    match stored:
        case {"type": _, "value": _, "id": _}:
            return _drop_ids({name: value for name, value in stored.items() if name != "id"})
        case dict():
            return {name: _drop_ids(value) for name, value in stored.items()}
        case list() | tuple():
            return [_drop_ids(one) for one in stored]
    return stored


class _Item(NamedTuple):
    """A block at its place in a stream or a list."""

    key: str
    block: blocks.Block
    value: Any


def _compare(block: blocks.Block, old: Any, new: Any) -> SafeString:
    """Return the differences between two values of a block."""
    match block:
        case blocks.BaseStreamBlock() | blocks.ListBlock():
            return _compare_items(_list_items(old), _list_items(new))
        case ImageBlock():
            return _compare_fields(
                block, block._image_to_struct_value(old), block._image_to_struct_value(new)
            )
        case blocks.BaseStructBlock():
            return _compare_fields(block, old, new)
        case TypedTableBlock():
            return _compare_tables(old, new)
        case blocks.RichTextBlock():
            return _compare_paragraphs(read_html(old.source), read_html(new.source))
        case blocks.ChooserBlock() | blocks.BooleanBlock() | blocks.ChoiceBlock():
            return _compare_cells(_describe(block, old), _describe(block, new))
    compared: SafeString = get_comparison_class_for_block(block)(
        block, True, True, old, new
    ).htmldiff()
    return compared


def _show(block: blocks.Block, value: Any) -> SafeString:
    """Return a value of a block, without a comparison."""
    match block:
        case blocks.BaseStreamBlock() | blocks.ListBlock():
            return format_html_join(
                "",
                "<div>{}</div>",
                ((_show(item.block, item.value),) for item in _list_items(value)),
            )
        case ImageBlock():
            return _show_fields(block, block._image_to_struct_value(value))
        case blocks.BaseStructBlock():
            return _show_fields(block, value)
        case TypedTableBlock():
            return _compare_tables(value, value, show_all=True)
        case blocks.RichTextBlock():
            lines = (reveal(_describe_paragraph(one)) for one in read_html(value.source))
            return format_html_join("", "<p>{}</p>", ((line,) for line in lines))
        case blocks.ChooserBlock() | blocks.BooleanBlock() | blocks.ChoiceBlock():
            return format_html("{}", _describe(block, value))
    shown: SafeString = get_comparison_class_for_block(block)(
        block, True, True, value, value
    ).htmlvalue(value)
    return shown


def _describe(block: blocks.Block, value: Any) -> str:
    """Return a chosen object, yes or no, or a choice in words; "" for nothing."""
    match block, value:
        case _, None:
            return ""
        case blocks.ChooserBlock(), Model():
            return f"{value} ({value.pk})"
        case blocks.ChoiceBlock(), _:
            labels = dict(flatten_choices(block.field.choices))
            return str(labels.get(value, value))
    return format_value(value)


def _list_items(value: Any) -> list[_Item]:
    children = value.bound_blocks if hasattr(value, "bound_blocks") else value
    return [
        _Item(str(child.id or place), child.block, child.value)
        for place, child in enumerate(children or [])
    ]


def _compare_items(old: list[_Item], new: list[_Item]) -> SafeString:
    """Return the changed blocks in their new order, and the number of unchanged ones between."""
    old, new = _make_unique(old), _make_unique(new)
    old_keys, new_keys = [item.key for item in old], [item.key for item in new]
    before = {item.key: item for item in old}
    unmoved = {
        key
        for code in LCSseq.opcodes(old_keys, new_keys)
        if code.tag == "equal"
        for key in old_keys[code.src_start : code.src_end]
    }
    rows: list[_Row] = []
    for code in Levenshtein.opcodes(old_keys, new_keys):
        if code.tag != "equal":
            gone = (item for item in old[code.src_start : code.src_end] if item.key not in new_keys)
            rows += [_Row(_DELETED, _name(_("Taken away"), item)) for item in gone]
        for item in new[code.dest_start : code.dest_end]:
            rows.append(_compare_item(before.get(item.key), item, item.key in unmoved))
    return _fold(rows, _write_block)


def _make_unique(items: list[_Item]) -> list[_Item]:
    """Return the blocks with keys of their kinds; of two with one key the second has another."""
    seen: Counter[str] = Counter()
    made = []
    for item in items:
        key = f"{item.block.name}:{item.key}"
        made.append(item._replace(key=f"{key}:{seen[key]}" if seen[key] else key))
        seen[key] += 1
    return made


class _Row(NamedTuple):
    """A compared part; ``change``: "" for none."""

    change: str
    html: SafeString


def _compare_item(old: _Item | None, new: _Item, is_unmoved: bool) -> _Row:
    if old is None:
        return _Row(_ADDED, _name(_("Added"), new))
    is_same = _is_same(new.block, old.value, new.value)
    if is_same and is_unmoved:
        return _Row("", _show(new.block, new.value))
    if is_same:
        return _Row(_CHANGED, _name(pgettext("changes", "Moved"), new))
    compared = _compare(new.block, old.value, new.value)
    return _Row(_CHANGED, format_html("<p>{}</p>{}", _get_label(new.block), compared))


def _name(change: str, item: _Item) -> SafeString:
    shown = _show(item.block, item.value)
    return format_html("<p>{}: {}</p>{}", change, _get_label(item.block), shown)


def _get_label(block: blocks.Block) -> str:
    return str(capfirst(str(block.label)))


def _write_block(row: _Row) -> SafeString:
    kind = row.change if row.change in {_ADDED, _DELETED} else ""
    return format_html('<div class="comparison__child-object {}">{}</div>', kind, row.html)


def _fold(rows: Iterable[_Row], write: Callable[[_Row], SafeString]) -> SafeString:
    """Return the rows; those that nobody changed are folded, with their number."""
    parts: list[SafeString] = []
    for is_changed, group in groupby(rows, key=lambda row: bool(row.change)):
        written = [write(row) for row in group]
        shown = format_html_join("", "{}", ((html,) for html in written))
        parts.append(shown if is_changed else _fold_away(len(written), shown))
    return format_html_join("", "{}", ((html,) for html in parts))


def _fold_away(number: int, shown: SafeString) -> SafeString:
    label = ngettext(
        "%(count)s part without a change", "%(count)s parts without a change", number
    ) % {"count": number}
    return format_html(
        '<details class="comparison-unchanged"><summary>{}</summary>{}</details>', label, shown
    )


def _compare_fields(block: blocks.Block, old: Any, new: Any) -> SafeString:
    """Return the changed fields of a block with several."""
    changed = [
        (child.label, _compare(child, old.get(name), new.get(name)))
        for name, child in block.child_blocks.items()
        if not _is_same(child, old.get(name), new.get(name))
    ]
    return _write_fields(changed)


def _show_fields(block: blocks.BaseStructBlock, value: Any) -> SafeString:
    """Return the fields of a block with several, without a comparison."""
    return _write_fields(
        (child.label, _show(child, value.get(name))) for name, child in block.child_blocks.items()
    )


def _write_fields(rows: Iterable[tuple[Any, SafeString]]) -> SafeString:
    return format_html("<dl>{}</dl>", format_html_join("", "<dt>{}</dt><dd>{}</dd>", rows))


def _compare_paragraphs(old: list[Paragraph], new: list[Paragraph]) -> SafeString:
    """Return the changed paragraphs word by word; links are shown with their targets."""
    old_lines, new_lines = ([_describe_paragraph(one) for one in text] for text in (old, new))
    rows: list[_Row] = []
    for code in Levenshtein.opcodes(old_lines, new_lines):
        pairs = zip_longest(
            old_lines[code.src_start : code.src_end], new_lines[code.dest_start : code.dest_end]
        )
        change = "" if code.tag == "equal" else _CHANGED
        rows += [_Row(change, compare_texts(before, after).to_html()) for before, after in pairs]
    if not any(row.change for row in rows):
        rows.insert(0, _Row(_CHANGED, format_html("<em>{}</em>", _("Only the style has changed."))))
    return _fold(rows, lambda row: format_html("<p>{}</p>", row.html))


def _describe_paragraph(paragraph: Paragraph) -> str:
    sign = {"ul": "• ", "ol": "– ", "p": ""}.get(paragraph.kind, "")
    return sign + "".join(map(_describe_run, paragraph.runs))


def _describe_run(run: StyledText) -> str:
    text = run.text
    for style, mark in _RAISED.items():
        # Without a mark 10² and 102 are the same.
        text = f"{mark}({text})" if style in run.styles else text
    return f"{text} [{_describe_target(run.link)}]" if run.link else text


def _describe_target(link: Link) -> str:
    models = {"page": Page, "document": CustomDocument}
    if link.kind not in models:
        return link.target
    found = models[link.kind]._base_manager.filter(pk=link.target).first()
    return f"{found} ({link.target})" if found else link.target


def _compare_tables(old: TypedTable, new: TypedTable, *, show_all: bool = False) -> SafeString:
    """Return the changed rows of a table, cell by cell, below its headings.

    ``show_all``: show the other rows too. Columns with the same heading are compared.
    """
    columns = list(_pair_columns(old, new))
    common = [(one, other) for one, other in columns if one is not None and other is not None]
    old_rows = [_list_cells(row, [one for one, _other in common]) for row in old.row_data]
    new_rows = [_list_cells(row, [other for _one, other in common]) for row in new.row_data]
    is_changed = len(common) < len(columns)
    rows: list[_Row] = []
    for code in Levenshtein.opcodes(old_rows, new_rows):
        pairs = zip_longest(
            old.row_data[code.src_start : code.src_end],
            new.row_data[code.dest_start : code.dest_end],
        )
        change = _CHANGED if is_changed or show_all or code.tag != "equal" else ""
        rows += [_Row(change, _compare_rows(before, after, columns)) for before, after in pairs]
    headings = format_html_join(
        "",
        '<th scope="col">{}</th>',
        ((_compare_headings(old, one, new, other),) for one, other in columns),
    )
    return format_html(
        '<table class="comparison-table"><caption>{}</caption><thead><tr>{}</tr></thead>'
        "<tbody>{}</tbody></table>",
        _compare_cells(old.caption, new.caption),
        headings,
        _fold_rows(rows, len(columns)),
    )


def _fold_rows(rows: list[_Row], width: int) -> SafeString:
    parts: list[SafeString] = []
    for is_changed, group in groupby(rows, key=lambda row: bool(row.change)):
        written = [row.html for row in group]
        if is_changed:
            parts += written
            continue
        label = ngettext(
            "%(count)s row without a change", "%(count)s rows without a change", len(written)
        ) % {"count": len(written)}
        parts.append(format_html('<tr><td colspan="{}"><em>{}</em></td></tr>', width, label))
    return format_html_join("", "{}", ((html,) for html in parts))


def _pair_columns(old: TypedTable, new: TypedTable) -> Iterator[tuple[int | None, int | None]]:
    """Yield the numbers of each column in the old and the new table; None where it is not."""
    headings = [[column["heading"] for column in table.columns] for table in (old, new)]
    for code in Levenshtein.opcodes(*headings):
        yield from zip_longest(
            range(code.src_start, code.src_end), range(code.dest_start, code.dest_end)
        )


def _list_cells(row: Any, columns: Sequence[int]) -> tuple[str, ...]:
    return tuple(_get_cell(row, column) for column in columns)


def _get_cell(row: Any, column: int | None) -> str:
    return "" if row is None or column is None else str(row["values"][column])


def _get_heading(table: TypedTable, column: int | None) -> str:
    return "" if column is None else str(table.columns[column]["heading"])


def _compare_headings(
    old: TypedTable, one: int | None, new: TypedTable, other: int | None
) -> SafeString:
    """Return the headings of a column; the kinds of its cells too, if these differ."""
    words = [_get_heading(old, one), _get_heading(new, other)]
    if one is not None and other is not None:
        kinds = [table.columns[at]["block"] for table, at in ((old, one), (new, other))]
        if kinds[0].name != kinds[1].name:
            words = [f"{word} ({kind.label})" for word, kind in zip(words, kinds, strict=True)]
    return _compare_cells(*words)


def _compare_rows(
    old: Any, new: Any, columns: Iterable[tuple[int | None, int | None]]
) -> SafeString:
    cells = (
        (_compare_cells(_get_cell(old, one), _get_cell(new, other)),) for one, other in columns
    )
    return format_html("<tr>{}</tr>", format_html_join("", "<td>{}</td>", cells))


def _compare_cells(old: str, new: str) -> SafeString:
    # A cell is short; it is read whole.
    old, new = reveal(old), reveal(new)
    changes = [("deletion", old), ("addition", new)] if old != new else [("equal", new)]
    html: SafeString = TextDiff([one for one in changes if one[1]], separator=" ").to_html()
    return html
