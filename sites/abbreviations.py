"""Short forms that people type instead of a unit's name: UBND, GD&ĐT, LĐTBXH."""

from collections.abc import Iterator

from sites.slugs import vietnamese_slug

# Left out in short forms: "Sở Giáo dục và Đào tạo" is "Sở GD&ĐT".
_SILENT = {"va"}
SHORTEST = 2
LONGEST_NAME = 300


def abbreviations(name: str) -> Iterator[str]:
    """Yield the initials from each word of a name on, of two words and more.

    Every short form in use is the beginning of one of them, whichever words it begins and ends
    with.
    """
    words = vietnamese_slug(name, LONGEST_NAME).split("-")
    initials = "".join(word[0] for word in words if word and word not in _SILENT)
    for start in range(len(initials) - SHORTEST + 1):
        yield initials[start:]
