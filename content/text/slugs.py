"""Slugs of Vietnamese titles, and abbreviations of an agency's name.

Slugs are used for pages, bulletins and agencies alike; abbreviations for searching, and as initials
for an agency's monogram.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import chain, count

from content.text.folding import clean_text, split_words

# Đ has no decomposition in Unicode. Texts converted from old encodings contain Eth, which looks
# alike.
_D = str.maketrans("ĐđÐð", "DdDd")

# Omitted in abbreviations: "Sở Giáo dục và Đào tạo" is "Sở GD&ĐT".
_SILENT = {"va"}
MIN_LENGTH = 2
MAX_INITIALS = 3
# Stripped before taking initials: hundreds of people's committees share these words and differ
# only in the name of the place.
_COMMITTEE = re.compile(
    r"^(ủy ban nhân dân|uỷ ban nhân dân|ubnd) "
    r"(tỉnh|thành phố|huyện|thị xã|quận|xã|phường|thị trấn|đặc khu) ",
    re.IGNORECASE,
)


def make_slug(title: str, max_length: int = 80) -> str:
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


def make_unique_slugs(titles: Iterable[str], otherwise: str) -> list[str]:
    """Return a unique slug for each title, in order.

    Repeated slugs get a number from 2 on. A title whose slug is empty gets ``otherwise``.
    """
    slugs: list[str] = []
    for title in titles:
        base = make_slug(title) or otherwise
        candidates = chain([base], (f"{base}-{number}" for number in count(2)))
        slugs.append(next(slug for slug in candidates if slug not in slugs))
    return slugs


def list_abbreviations(name: str) -> Iterator[str]:
    """Yield the initials of ``name`` (lower case, without accents) from each word onwards.

    At least two letters each. A short form that users type, such as UBND or GD&ĐT, is a prefix of
    one of them, whichever words it begins and ends with. Yields nothing for a one-word name.
    """
    words = [word.fold for word in split_words(clean_text(name))]
    letters = "".join(word[0] for word in words if word not in _SILENT)
    for start in range(len(letters) - MIN_LENGTH + 1):
        yield letters[start:]


def get_initials(name: str) -> str:
    """Return up to three capitals for an agency's monogram.

    For a people's committee they come from the name of its place. Empty if no word begins with a
    letter.
    """
    words = _COMMITTEE.sub("", name).split()
    return "".join(word[0] for word in words if word[0].isalpha())[:MAX_INITIALS].upper()
