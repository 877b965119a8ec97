"""Word search that ignores accents, case, punctuation and leading zeros of numbers.

A page stores its words once, in plain letters and digits that all databases compare alike.
"""

import re
from collections.abc import Iterable, Iterator

from sites.slugs import vietnamese_slug

# Characters; more than the fields that make up a key can have.
LONGEST = 10_000
# Spaces and slashes separate; words joined by hyphens or dots are also stored as one word.
_APART = re.compile(r"[\s/]+")


def words_key(texts: Iterable[str]) -> str:
    """Return the search key of some texts, to be matched with ``spelled``: ``-word-word-``.

    Words joined by punctuation are stored apart and as one: NĐ-CP matches NĐ, CP and NĐCP.
    """
    words = [word for text in texts for part in _parts(text) for word in (*part, "".join(part))]
    return f"-{'-'.join(dict.fromkeys(words))}-"


def spelled(text: str) -> list[str]:
    """Return for each word of a search text the string that a matching key contains.

    A word matches as the beginning of a word, a number as a whole. Empty if there is no word.
    """
    words = dict.fromkeys(word for part in _parts(text) for word in part)
    return [f"-{word}-" if word.isdigit() else f"-{word}" for word in words]


def _parts(text: str) -> Iterator[list[str]]:
    for part in _APART.split(text):
        if slug := vietnamese_slug(part, LONGEST):
            yield [word.lstrip("0") or "0" if word.isdigit() else word for word in slug.split("-")]
