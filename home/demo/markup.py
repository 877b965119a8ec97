"""The plain markup of the demo's texts, turned into the blocks editors use.

Blank lines separate; ``## `` begins a heading, ``- `` a list item, ``1. `` a numbered measure;
``[words](https://…)`` is a link.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from django.utils.html import escape

_LINK = re.compile(r"\[([^\]]+)\]\((https://[^)\s]+)\)")
_MEASURE = re.compile(r"^\d+\. ")


def blocks(text: str) -> list[tuple[str, object]]:
    """Return the content of a body field for a text of the demo."""
    lines = [line.strip() for line in text.strip().splitlines() if line.strip()]
    return [block for kind, group in groupby(lines, key=_kind) for block in _blocks(kind, [*group])]


def _kind(line: str) -> str:
    if line.startswith("## "):
        return "heading"
    return "measures" if _MEASURE.match(line) else "text"


def _blocks(kind: str, lines: list[str]) -> Iterator[tuple[str, object]]:
    if kind == "heading":
        yield from (("heading", line.removeprefix("## ")) for line in lines)
    elif kind == "measures":
        yield "measures", [f"<p>{_inline(_MEASURE.sub('', line))}</p>" for line in lines]
    else:
        groups = groupby(lines, key=lambda line: line.startswith("- "))
        yield "text", "".join(_html(is_list, group) for is_list, group in groups)


def _html(is_list: bool, lines: Iterable[str]) -> str:
    if is_list:
        items = "".join(f"<li>{_inline(line.removeprefix('- '))}</li>" for line in lines)
        return f"<ul>{items}</ul>"
    return "".join(f"<p>{_inline(line)}</p>" for line in lines)


def _inline(text: str) -> str:
    return _LINK.sub(r'<a href="\2">\1</a>', escape(text))
