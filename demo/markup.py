"""Plain markup of the demo's texts, converted to body blocks and to the lines of papers.

Blank lines are ignored. The beginning of a line tells its kind:

====================  ==============================================================
``## ``, ``### ``     a heading; one within a text block
``- ``                a list item
``1. ``               a numbered step
``! ``, ``!! ``       a callout: information, warning
``|+ ``, ``| ``       a table's caption; its rows, the first of them the headings, of
                      which those that end in ``#`` are for columns of numbers
``@ ``                a contact: name, telephone and hours, separated by ``|``
``=> ``               a button: its label, and the URL behind the last space
====================  ==============================================================

``[label](https://…)`` is a link.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from django.utils.html import escape

from content.blocks import TableBlock

_LINK = re.compile(r"\[([^\[\]]+)\]\((https://[^()\[\]\s]+)\)")
_MEASURE = re.compile(r"^\d+\. ")
_MARKS = {
    "## ": "heading",
    "### ": "subheading",
    "- ": "item",
    "! ": "info",
    "!! ": "warning",
    "|+ ": "caption",
    "| ": "row",
    "@ ": "contact",
    "=> ": "action",
}
# Kinds of lines that are joined into one text block.
_PROSE = {"text", "item", "subheading"}
Line = tuple[str, str]


def build_blocks(text: str) -> list[tuple[str, object]]:
    """Return the value of a body field for a text of the demo."""
    return [
        block
        for kind, group in groupby(_iter_lines(text), _get_block_kind)
        for block in _build_group(kind, group)
    ]


def list_plain_lines(text: str) -> list[Line]:
    """Return kind and text of each line, for papers; links become their labels."""
    return [(kind, _LINK.sub(r"\1", line)) for kind, line in _iter_lines(text)]


def _iter_lines(text: str) -> Iterator[Line]:
    for line in filter(None, map(str.strip, text.splitlines())):
        mark = next((mark for mark in _MARKS if line.startswith(mark)), None)
        if mark:
            yield _MARKS[mark], line.removeprefix(mark)
        elif _MEASURE.match(line):
            yield "measure", _MEASURE.sub("", line)
        else:
            yield "text", line


def _get_block_kind(line: Line) -> str:
    kind = line[0]
    if kind in _PROSE:
        return "prose"
    return "table" if kind in {"caption", "row"} else kind


def _build_group(kind: str, group: Iterable[Line]) -> Iterator[tuple[str, object]]:
    lines = list(group)
    texts = [text for _kind, text in lines]
    if kind == "prose":
        parts = groupby(lines, key=lambda line: line[0])
        yield (
            "text",
            "".join(_render_html(of, [text for _kind, text in part]) for of, part in parts),
        )
    elif kind == "measure":
        yield "measures", [_render_paragraph(text) for text in texts]
    elif kind == "table":
        yield "table", _build_table(*texts)
    else:
        yield from (_build_single(kind, text) for text in texts)


def _build_single(kind: str, text: str) -> tuple[str, object]:
    if kind in {"info", "warning"}:
        return "callout", {"kind": kind, "text": _render_paragraph(text)}
    if kind == "contact":
        name, telephone, hours = _split_cells(text)
        nothing = dict.fromkeys(("email", "address"), "")
        return "contact", nothing | {"name": name, "telephone": telephone, "hours": hours}
    if kind == "action":
        label, _space, url = text.rpartition(" ")
        return "call_to_action", {"label": label, "url": url}
    return "heading", text


def _build_table(caption: str, headings: str, *rows: str) -> object:
    columns = [
        {"type": "number" if name.endswith("#") else "text", "heading": name.rstrip(" #")}
        for name in _split_cells(headings)
    ]
    values = [{"values": _split_cells(row)} for row in rows]
    return TableBlock().to_python({"caption": caption, "columns": columns, "rows": values})


def _split_cells(row: str) -> list[str]:
    return [cell.strip() for cell in row.split("|")]


def _render_html(kind: str, lines: list[str]) -> str:
    if kind == "item":
        return f"<ul>{''.join(f'<li>{_render_inline(line)}</li>' for line in lines)}</ul>"
    if kind == "subheading":
        return "".join(f"<h3>{_render_inline(line)}</h3>" for line in lines)
    return "".join(_render_paragraph(line) for line in lines)


def _render_paragraph(text: str) -> str:
    return f"<p>{_render_inline(text)}</p>"


def _render_inline(text: str) -> str:
    return _LINK.sub(r'<a href="\2">\1</a>', escape(text))
