"""Placeholders in templates: lower-case text in square brackets, for example ``[giờ]``.

Capitals and digits in brackets are ordinary text: ``[CẢNH BÁO]``, ``[1]``.
"""

import re
from collections.abc import Iterable

from bulletins.models.words import NoticeWords

_BRACKETS = re.compile(r"\[([^\[\]\n]{1,80})\]")
_FIELDS = ("title", "instruction", "contact_name", "summary")
_DOTS = {"…", "..."}


def placeholders_in(texts: Iterable[str]) -> list[str]:
    """Return the distinct placeholders in order, including their brackets."""
    found = (match for text in texts for match in _BRACKETS.finditer(text))
    return list(dict.fromkeys(match[0] for match in found if _is_open(match[1].strip())))


def placeholders_by_field(notice: NoticeWords) -> dict[str, list[str]]:
    """Return the placeholders by field name; fields without placeholders are left out."""
    texts = {name: [getattr(notice, name)] for name in _FIELDS}
    texts["body"] = notice.body.stream_block.get_searchable_content(notice.body)
    found = {name: placeholders_in(values) for name, values in texts.items()}
    return {name: places for name, places in found.items() if places}


def _is_open(words: str) -> bool:
    return words[:1].islower() or words in _DOTS
