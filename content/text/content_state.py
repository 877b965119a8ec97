"""Limits for what the rich text editor sends: JSON (Draft.js content state).

Converting it to HTML takes quadratic time, or raises RecursionError, for input that the editor
itself never produces. See docs/features/input-limits.md.
"""

from typing import Any

from django.core.exceptions import BadRequest
from django.utils.translation import gettext as _

from content.text.limits import MAX_MARKUP_LENGTH, InputLimitError, read_json

# Draftail itself allows four levels of lists.
MAX_LIST_DEPTH = 10
MAX_PARAGRAPHS = 2_000
# Per paragraph: line breaks, ranges (bold, links and so on), and ranges that overlap at one place.
MAX_LINE_BREAKS = 200
MAX_RANGES = 400
MAX_OVERLAPPING_RANGES = 20
# Nesting of the JSON: blocks, their ranges, and the data of links.
MAX_DEPTH = 8

Ranges = list[dict[str, Any]]


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
