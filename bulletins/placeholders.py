"""What a template leaves to be filled in: small letters in square brackets, as in ``[giờ]``.

Capitals and figures in brackets are how people write: ``[CẢNH BÁO]``, ``[1]``.
"""

import re
from collections.abc import Iterable

from bulletins.models.words import NoticeWords

_BRACKETS = re.compile(r"\[([^\[\]\n]{1,80})\]")
_FIELDS = ("title", "instruction", "contact_name", "summary")
_DOTS = {"…", "..."}


def placeholders_in(texts: Iterable[str]) -> list[str]:
    """Return what is left to fill in, brackets included, each once and in its order."""
    found = (match for text in texts for match in _BRACKETS.finditer(text))
    return list(dict.fromkeys(match[0] for match in found if _is_open(match[1].strip())))


def placeholders_by_field(notice: NoticeWords) -> dict[str, list[str]]:
    """Return what is left to fill in, by the name of the field; fields without are left out."""
    texts = {name: [getattr(notice, name)] for name in _FIELDS}
    texts["body"] = notice.body.stream_block.get_searchable_content(notice.body)
    found = {name: placeholders_in(values) for name, values in texts.items()}
    return {name: places for name, places in found.items() if places}


def _is_open(words: str) -> bool:
    return words[:1].islower() or words in _DOTS
