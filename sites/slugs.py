"""Slugs of Vietnamese titles, for pages, bulletins and agencies alike."""

import re
import unicodedata
from collections.abc import Iterable
from itertools import chain, count

# Đ has no decomposition in Unicode. Texts converted from old encodings contain Eth, which looks
# alike.
_D = str.maketrans("ĐđÐð", "DdDd")


def vietnamese_slug(title: str, max_length: int = 80) -> str:
    """Return the title as words of a-z and 0-9 joined by hyphens.

    At most ``max_length`` characters, cut between two words if possible. Empty if the title has no
    Latin letter and no digit.
    """
    decomposed = unicodedata.normalize("NFKD", title.translate(_D))
    # Combining marks and zero-width characters are dropped; all others separate words.
    kept = (c for c in decomposed if unicodedata.category(c) not in {"Mn", "Mc", "Me", "Cf"})
    words: list[str] = re.findall(r"[a-z0-9]+", "".join(kept).lower())
    slug = words.pop(0) if words else ""
    for word in words:
        if len(slug) + 1 + len(word) > max_length:
            break
        slug += f"-{word}"
    return slug[:max_length]


def distinct_slugs(titles: Iterable[str], otherwise: str) -> list[str]:
    """Return a unique slug for each title, in order.

    Repeated slugs get a number from 2 on. A title whose slug is empty gets ``otherwise``.
    """
    slugs: list[str] = []
    for title in titles:
        base = vietnamese_slug(title) or otherwise
        candidates = chain([base], (f"{base}-{number}" for number in count(2)))
        slugs.append(next(slug for slug in candidates if slug not in slugs))
    return slugs
