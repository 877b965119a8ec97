"""Abbreviations of an agency's name: for searching, and as initials for its monogram."""

import re
from collections.abc import Iterator

from sites.slugs import vietnamese_slug

# Omitted in abbreviations: "Sở Giáo dục và Đào tạo" is "Sở GD&ĐT".
_SILENT = {"va"}
SHORTEST = 2
LONGEST_NAME = 300
MOST_INITIALS = 3
# Stripped before taking initials: hundreds of people's committees share these words and differ
# only in the name of the place.
_COMMITTEE = re.compile(
    r"^(ủy ban nhân dân|uỷ ban nhân dân|ubnd) "
    r"(tỉnh|thành phố|huyện|thị xã|quận|xã|phường|thị trấn|đặc khu) ",
    re.IGNORECASE,
)


def abbreviations(name: str) -> Iterator[str]:
    """Yield the initials of ``name`` (lower case, without accents) from each word onwards.

    At least two letters each. A short form that users type, such as UBND or GD&ĐT, is a prefix of
    one of them, whichever words it begins and ends with. Yields nothing for a one-word name.
    """
    words = vietnamese_slug(name, LONGEST_NAME).split("-")
    letters = "".join(word[0] for word in words if word and word not in _SILENT)
    for start in range(len(letters) - SHORTEST + 1):
        yield letters[start:]


def initials(name: str) -> str:
    """Return up to three capitals for an agency's monogram.

    For a people's committee they come from the name of its place. Empty if no word begins with a
    letter.
    """
    words = _COMMITTEE.sub("", name).split()
    return "".join(word[0] for word in words if word[0].isalpha())[:MOST_INITIALS].upper()
