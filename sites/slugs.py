"""Slugs of Vietnamese titles, for pages, bulletins and agencies alike."""

import re
import unicodedata

# Đ has no decomposition in Unicode. Texts converted from old encodings hold the look-alike Eth.
_D = str.maketrans("ĐđÐð", "DdDd")


def vietnamese_slug(title: str, max_length: int = 80) -> str:
    """Return the title as words of a-z and 0-9 joined by hyphens.

    At most `max_length` characters, cut between two words where that is possible; the result is
    empty where the title holds no Latin letter and no digit.
    """
    decomposed = unicodedata.normalize("NFKD", title.translate(_D))
    # Marks and zero-width characters vanish; any other sign separates two words.
    kept = (c for c in decomposed if unicodedata.category(c) not in {"Mn", "Mc", "Me", "Cf"})
    words: list[str] = re.findall(r"[a-z0-9]+", "".join(kept).lower())
    slug = words.pop(0) if words else ""
    for word in words:
        if len(slug) + 1 + len(word) > max_length:
            break
        slug += f"-{word}"
    return slug[:max_length]
