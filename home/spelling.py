"""Words whatever their spelling: without accents, capitals, signs, or zeros before a number.

They are written down beside a page once, in letters that every database compares alike.
"""

import re
from collections.abc import Iterable, Iterator

from sites.slugs import vietnamese_slug

# As much as a page's names, numbers and leads may have, and more.
LONGEST = 10_000
# What a space or a stroke parts belongs less together than what a hyphen or a dot does.
_APART = re.compile(r"[\s/]+")


def words_key(texts: Iterable[str]) -> str:
    """Return the words of some texts in the form in which ``spelled`` words are found in them.

    What a sign joins can be written as one word too: NĐ-CP is found as NĐ, as CP and as NĐCP.
    """
    words = [word for text in texts for part in _parts(text) for word in (*part, "".join(part))]
    return f"-{'-'.join(dict.fromkeys(words))}-"


def spelled(text: str) -> list[str]:
    """Return the words of a text as parts of a key: how a word begins, or a whole number."""
    words = dict.fromkeys(word for part in _parts(text) for word in part)
    return [f"-{word}-" if word.isdigit() else f"-{word}" for word in words]


def _parts(text: str) -> Iterator[list[str]]:
    for part in _APART.split(text):
        if slug := vietnamese_slug(part, LONGEST):
            yield [word.lstrip("0") or "0" if word.isdigit() else word for word in slug.split("-")]
