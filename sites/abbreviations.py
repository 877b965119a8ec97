"""Short forms of a unit's name: those people type, and the letters of its sign."""

import re
from collections.abc import Iterator

from sites.slugs import vietnamese_slug

# Left out in short forms: "Sở Giáo dục và Đào tạo" is "Sở GD&ĐT".
_SILENT = {"va"}
SHORTEST = 2
LONGEST_NAME = 300
MOST_INITIALS = 3
# Of hundreds of committees the same letters; their places differ.
_COMMITTEE = re.compile(
    r"^(ủy ban nhân dân|uỷ ban nhân dân|ubnd) "
    r"(tỉnh|thành phố|huyện|thị xã|quận|xã|phường|thị trấn|đặc khu) ",
    re.IGNORECASE,
)


def abbreviations(name: str) -> Iterator[str]:
    """Yield what people type instead of a name, such as UBND or GD&ĐT: the initials from each
    word of it on, of two words and more.

    Every short form in use is the beginning of one of them, whichever words it begins and ends
    with.
    """
    words = vietnamese_slug(name, LONGEST_NAME).split("-")
    letters = "".join(word[0] for word in words if word and word not in _SILENT)
    for start in range(len(letters) - SHORTEST + 1):
        yield letters[start:]


def initials(name: str) -> str:
    """Return up to three capitals for a unit's sign: of its place where it is a committee."""
    words = _COMMITTEE.sub("", name).split()
    return "".join(word[0] for word in words if word[0].isalpha())[:MOST_INITIALS].upper()
