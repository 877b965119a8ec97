"""JSON of the rich text editor (Draft.js content state): its limits, and its paragraphs.

The editor counts in code points, as Python does, although browsers count an emoji as two. See
docs/features/input-limits.md.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.core.exceptions import BadRequest
from django.utils.translation import gettext as _

from content.text.limits import MAX_MARKUP_LENGTH, InputLimitError, read_json
from content.text.paragraphs import MAX_LIST_DEPTH, Link, Paragraph, StyledText, write_html

MAX_PARAGRAPHS = 2_000
# Per paragraph: line breaks, ranges (bold, links and so on), and ranges that overlap at one place.
MAX_LINE_BREAKS = 200
MAX_RANGES = 400
MAX_OVERLAPPING_RANGES = 20
# Nesting of the JSON: blocks, their ranges, and the data of links.
MAX_DEPTH = 8

Ranges = list[dict[str, Any]]
# What the editor calls the kinds of paragraphs and the styles of content.text.paragraphs.
BLOCK_TYPES = {
    "p": "unstyled",
    "h3": "header-three",
    "ul": "unordered-list-item",
    "ol": "ordered-list-item",
}
STYLE_NAMES = {"b": "BOLD", "i": "ITALIC", "sub": "SUBSCRIPT", "sup": "SUPERSCRIPT"}
_KINDS = {name: kind for kind, name in BLOCK_TYPES.items()}
_STYLES = {name: style for style, name in STYLE_NAMES.items()}
# Key of a paragraph that has none, while it is edited: a digest of the whole text, and its place.
_PROVISIONAL_KEY = re.compile(r"_([0-9a-f]{8})_[0-9]+")


class RefusedText(str):
    """Placeholder for the HTML of a refused text, with the submitted JSON and the reason.

    ``sent``: what the editor sent, shown again by the form. As a string it is one space, so that it
    never counts as empty.
    """

    def __new__(cls, sent: str, error: InputLimitError) -> "RefusedText":
        text = super().__new__(cls, " ")
        text.sent, text.error = sent, error
        return text

    sent: str
    error: InputLimitError


def check_content_state(sent: str) -> None:
    """Check the JSON of the rich text editor before it is converted to HTML.

    Raises InputLimitError if it exceeds a limit, and BadRequest if it is not a content state that
    the editor could have sent.
    """
    try:
        # JSON has two to three characters for one character of text; ten leave room.
        state = read_json(sent, max_length=10 * MAX_MARKUP_LENGTH, max_depth=MAX_DEPTH)
    except InputLimitError as error:
        if error.code == "too_long":
            raise
        raise BadRequest("The rich text is no content state.") from error
    # The editor sends null for an empty text.
    paragraphs = [] if state is None else _list_paragraphs(state)
    if len(paragraphs) > MAX_PARAGRAPHS:
        message = _("The text has more than %(limit)s paragraphs. Divide it.")
        raise InputLimitError(message, params={"limit": MAX_PARAGRAPHS})
    for paragraph in paragraphs:
        _check_paragraph(paragraph)


def read_content_state(sent: str) -> list[Paragraph]:
    """Return the paragraphs of a content state that ``check_content_state`` has passed.

    Words of a kind or style that is unknown stay, as plain ones. A text that is sent back as
    ``write_content_state`` wrote it has no provisional key any more; in one that was changed, such
    keys become lasting ones, to which comments may refer.
    """
    state = json.loads(sent) or {"blocks": [], "entityMap": {}}
    links = {name: _read_link(entity) for name, entity in state["entityMap"].items()}
    paragraphs = [
        Paragraph(
            _KINDS.get(block["type"], "p"),
            block["depth"],
            block["key"],
            [*_iter_runs(block, links)],
        )
        for block in state["blocks"]
    ]
    provisional = [_PROVISIONAL_KEY.fullmatch(paragraph.key) for paragraph in paragraphs]
    without = [
        Paragraph(paragraph.kind, paragraph.depth, "" if match else paragraph.key, paragraph.runs)
        for paragraph, match in zip(paragraphs, provisional, strict=True)
    ]
    digest = _make_digest(without)
    is_unchanged = all(match[1] == digest for match in provisional if match)
    return without if is_unchanged else paragraphs


def write_content_state(
    paragraphs: Sequence[Paragraph], get_link_data: Callable[[Link], dict[str, Any]]
) -> str:
    """Return the JSON with which the editor shows paragraphs.

    ``get_link_data``: the data of the editor for a link to a page or document.
    """
    digest = _make_digest(paragraphs)
    entities: list[dict[str, Any]] = []
    blocks = [
        {
            "key": paragraph.key or f"_{digest}_{number}",
            "type": BLOCK_TYPES[paragraph.kind],
            "depth": paragraph.depth,
            "text": paragraph.text,
            "inlineStyleRanges": [*_iter_style_ranges(paragraph)],
            "entityRanges": [*_iter_link_ranges(paragraph, entities, get_link_data)],
        }
        # Without a paragraph, the editor does not start.
        for number, paragraph in enumerate(paragraphs or [Paragraph()])
    ]
    return json.dumps({"blocks": blocks, "entityMap": dict(enumerate(entities))})


def _make_digest(paragraphs: Sequence[Paragraph]) -> str:
    return sha256(write_html(paragraphs).encode()).hexdigest()[:8]


def _read_link(entity: dict[str, Any]) -> Link | None:
    data = entity["data"]
    match entity["type"]:
        case "DOCUMENT":
            return Link("document", str(data.get("id")))
        case "LINK" if data.get("id") is not None:
            return Link("page", str(data["id"]))
        case "LINK" if isinstance(data.get("url"), str):
            return Link("", data["url"])
    return None


def _iter_runs(block: dict[str, Any], links: dict[str, Link | None]) -> Iterator[StyledText]:
    """Yield the text of a block, cut wherever a style or a link begins or ends."""
    text = block["text"]
    changes: list[tuple[int, int, str, bool]] = []
    for ranges, name in ((block["inlineStyleRanges"], "style"), (block["entityRanges"], "key")):
        for one in ranges:
            begin, end = (
                min(offset, len(text)) for offset in (one["offset"], one["offset"] + one["length"])
            )
            if begin < end:
                value = str(one[name])
                changes += [(begin, 1, value, name == "key"), (end, -1, value, name == "key")]
    active: Counter[tuple[str, bool]] = Counter()
    begin = 0
    for offset, change, value, is_link in [*sorted(changes), (len(text), 0, "", False)]:
        if begin < offset:
            names = [name for name, is_key in +active if not is_key]
            keys = [name for name, is_key in +active if is_key]
            styles = frozenset(_STYLES[name] for name in names if name in _STYLES)
            yield StyledText(text[begin:offset], styles, links.get(keys[0]) if keys else None)
            begin = offset
        active[value, is_link] += change


def _iter_style_ranges(paragraph: Paragraph) -> Iterator[dict[str, Any]]:
    for style, name in STYLE_NAMES.items():
        values = [style in run.styles for run in paragraph.runs]
        for offset, length, is_styled in _iter_groups(paragraph, values):
            if is_styled:
                yield {"offset": offset, "length": length, "style": name}


def _iter_link_ranges(
    paragraph: Paragraph,
    entities: list[dict[str, Any]],
    get_link_data: Callable[[Link], dict[str, Any]],
) -> Iterator[dict[str, Any]]:
    """Yield the ranges of links, and append to ``entities`` what they lead to."""
    for offset, length, link in _iter_groups(paragraph, [run.link for run in paragraph.runs]):
        if link:
            kind = "DOCUMENT" if link.kind == "document" else "LINK"
            data = get_link_data(link) if link.kind else {"url": link.target}
            yield {"offset": offset, "length": length, "key": len(entities)}
            entities.append({"type": kind, "mutability": "MUTABLE", "data": data})


def _iter_groups(paragraph: Paragraph, values: Sequence[Any]) -> Iterator[tuple[int, int, Any]]:
    """Yield offset and length of consecutive runs with one value, and this value."""
    offset = 0
    pairs = zip(values, paragraph.runs, strict=True)
    for value, group in groupby(pairs, key=itemgetter(0)):
        length = sum(len(run.text) for _value, run in group)
        yield offset, length, value
        offset += length


def _list_paragraphs(state: Any) -> list[dict[str, Any]]:
    if not isinstance(state, dict):
        raise BadRequest("The rich text is no content state.")
    paragraphs: Any = state.get("blocks")
    entities: Any = state.get("entityMap")
    if not (_is_list_of(dict, paragraphs) and _is_entity_map(entities)):
        raise BadRequest("The rich text is no content state.")
    for paragraph in paragraphs:
        ranges = [paragraph.get("inlineStyleRanges"), paragraph.get("entityRanges")]
        if not (
            all(isinstance(paragraph.get(name), str) for name in ("key", "text", "type"))
            and _is_number(paragraph.get("depth"), MAX_LIST_DEPTH)
            and all(_is_list_of(dict, item) for item in ranges)
            and all(isinstance(item.get("style"), str) for item in ranges[0])
            and all(str(item.get("key")) in entities for item in ranges[1])
            and all(_is_range(item) for part in ranges for item in part)
        ):
            raise BadRequest("A paragraph of the rich text is none.")
    checked: list[dict[str, Any]] = paragraphs
    return checked


def _check_paragraph(paragraph: dict[str, Any]) -> None:
    beginning = paragraph["text"][:40]
    ranges = [*paragraph["inlineStyleRanges"], *paragraph["entityRanges"]]
    if paragraph["text"].count("\n") > MAX_LINE_BREAKS:
        message = _("The paragraph “%(words)s …” has more than %(limit)s line breaks. Divide it.")
        raise InputLimitError(message, params={"words": beginning, "limit": MAX_LINE_BREAKS})
    if len(ranges) > MAX_RANGES or _count_overlapping(ranges) > MAX_OVERLAPPING_RANGES:
        message = _(
            "The paragraph “%(words)s …” has too many links and changes of type. Divide it."
        )
        raise InputLimitError(message, params={"words": beginning})


def _count_overlapping(ranges: Ranges) -> int:
    """Return the largest number of ranges that overlap at one place."""
    changes = [(item["offset"], 1) for item in ranges]
    changes += [(item["offset"] + item["length"], -1) for item in ranges]
    largest = height = 0
    for _offset, change in sorted(changes):
        height += change
        largest = max(largest, height)
    return largest


def _is_range(one: dict[str, Any]) -> bool:
    return all(_is_number(one.get(name), MAX_MARKUP_LENGTH) for name in ("offset", "length"))


def _is_number(value: Any, most: int) -> bool:
    return type(value) is int and 0 <= value <= most


def _is_list_of(kind: type, value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, kind) for item in value)


def _is_entity_map(value: Any) -> bool:
    return isinstance(value, dict) and all(
        isinstance(entity, dict)
        and isinstance(entity.get("type"), str)
        and isinstance(entity.get("data"), dict)
        for entity in value.values()
    )
