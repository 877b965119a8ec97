"""Folding of Vietnamese text: words without accents (d for đ, i for y), and exact forms.

Every word has two forms, both of a-z and 0-9 only, so that no parser, collation or extension of
a database affects what is found:

- ``fold``: without accents, *Đồn* as ``don``, *kỹ* as ``ki``. Matches depend on it alone, except
  those of quoted phrases with accents.
- ``exact``: with accents, spelled out. First the tone as in Telex (s f r x j, z for none), then
  the letters with VNI's digits for their marks: *Đồn* is ``fd9o6n``. The ranking depends on it.
  The tone comes first, so that *hòa* and *hoà* are the same word, and the part of a syllable that
  has been typed so far is a prefix of it.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

# Invisible characters that are frequent in texts from Word and PDF: soft hyphen, zero-width
# characters, byte order mark.
_UNSEEN = dict.fromkeys([0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF])
# Letters that are often typed or copied in place of đ: eth, African d.
_LIKE_D = {ord(letter): "đ" for letter in "ÐðƉɖ"}
_TONES = {
    "\u0301": "s", "\u0341": "s", "\u0300": "f", "\u0340": "f", "\u0309": "r", "\u0303": "x",
    "\u0323": "j",
}  # fmt: skip
_MARKS = {"\u0302": "6", "\u031b": "7", "\u0306": "8"}
# Combining marks that have no composed form with their letter would end a word otherwise.
_WORD = re.compile(r"[^\W_]+(?:[\u0300-\u036f]+[^\W_]*)*")
# Open syllables that are spelled either way: kỹ and kĩ, quý and quí.
_EITHER_Y = re.compile(r"(?:[hklmst]|qu)y")
NO_TONE = "z"
LONGEST_WORD = 40


class Word(NamedTuple):
    """One word in both its forms.

    ``start``: the word without accents before y becomes i, for comparing beginnings.
    """

    fold: str
    exact: str
    start: str
    is_accented: bool


def clean(text: str) -> str:
    """Return ``text`` in NFC, without NUL and invisible characters.

    Every text that is compared, or in which positions are counted, has to be clean.
    """
    return unicodedata.normalize("NFC", text.replace("\0", " ").translate(_UNSEEN))


def words(text: str) -> list[Word]:
    """Return the words of a clean text in order."""
    return [*map(word_of, _WORD.findall(text))]


def spans(text: str, first: int, after: int) -> list[tuple[int, int]]:
    """Return the offsets, start and end, of some words of a clean text.

    ``first``, ``after``: numbers of the first word and of the one after the last.
    """
    return [match.span() for match in islice(_WORD.finditer(text), first, after)]


def folded(text: str) -> str:
    """Return the words of any text without accents, separated by single spaces."""
    return " ".join(word.fold for word in words(clean(text)))


def folds(these: Iterable[Word]) -> tuple[str, ...]:
    """Return the forms of words without accents."""
    return tuple(word.fold for word in these)


# Vietnamese has some seven thousand syllables.
@lru_cache(maxsize=1 << 16)
def word_of(written: str) -> Word:
    """Return both forms of one word, in any case and composition."""
    letters: list[str] = []
    marked: list[str] = []
    tone = ""
    is_accented = False
    for sign in unicodedata.normalize("NFD", written.translate(_LIKE_D).casefold()):
        if sign in _TONES:
            tone = _TONES[sign]
        elif sign in _MARKS:
            marked.append(_MARKS[sign])
        elif sign == "đ":
            letters.append("d")
            marked.append("d9")
        elif unicodedata.category(sign) != "Mn":
            plain = _plain(sign)
            letters.append(plain)
            marked.append(plain)
            continue
        is_accented = True
    start = "".join(letters)[:LONGEST_WORD] or f"u{ord(written[0]):x}"
    exact = "".join(marked)
    if start.isdigit():
        # Leading zeros of a number do not count: 05/2024, 5/2024.
        return Word(start.lstrip("0") or "0", exact[:LONGEST_WORD], start, False)
    fold = start[:-1] + "i" if _EITHER_Y.fullmatch(start) else start
    return Word(fold, f"{tone or NO_TONE}{exact}"[:LONGEST_WORD], start, is_accented)


def _plain(sign: str) -> str:
    """Return one letter or digit of any script as a-z and 0-9."""
    if sign.isascii():
        return sign if sign.isalnum() else ""
    signs = unicodedata.normalize("NFKD", sign)
    return "".join(
        one if one.isascii() else f"u{ord(one):x}" for one in signs.casefold() if one.isalnum()
    )
