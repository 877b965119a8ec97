"""Text as people type it in a hurry: no accents, đ as d, lower case."""

import re
import unicodedata

# Ð (eth) and ɖ are typed and copied in place of Đ often enough to matter.
_LETTERS = str.maketrans({"đ": "d", "Đ": "d", "ð": "d", "Ð": "d", "ɖ": "d"})
_DROPPED = {"Mn", "Me", "Cf"}
_WORD = re.compile(r"[a-z0-9]+")


def fold(text: str) -> str:
    """Return the words of ``text`` without accents, in lower case, one space before each.

    The leading spaces let a query match from the beginning of a word with a plain comparison
    that every database does alike.
    """
    decomposed = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    # Marks, and what nobody sees: soft hyphens and zero-width spaces inside words.
    letters = "".join(c for c in decomposed if unicodedata.category(c) not in _DROPPED).casefold()
    return "".join(f" {word}" for word in _WORD.findall(letters))
