"""Words as people type them: no accents, đ as d, i for y; and the same words with their accents.

Every word has two forms, both of nothing but a-z and 0-9, so that no parser, collation or
extension of a database has a say in what is found:

- ``fold``: without accents, *Đồn* as ``don``, *kỹ* as ``ki``. What is found depends on it alone.
- ``exact``: with them, spelled out. First the tone as in Telex (s f r x j, z for none), then the
  letters with VNI's digits for their marks: *Đồn* is ``fd9o6n``. The order of the answer depends
  on it. The tone stands first, so *hòa* and *hoà* are the same word and what somebody has typed
  of a syllable so far is a beginning of it.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

# Nobody sees them, and texts from Word and PDF are full of them: soft hyphen, zero-width
# characters, byte order mark.
_UNSEEN = dict.fromkeys([0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF])
# Typed and copied in place of đ often enough to matter: eth, African d.
_LIKE_D = {ord(letter): "đ" for letter in "ÐðƉɖ"}
_TONES = {
    "\u0301": "s", "\u0341": "s", "\u0300": "f", "\u0340": "f", "\u0309": "r", "\u0303": "x",
    "\u0323": "j",
}  # fmt: skip
_MARKS = {"\u0302": "6", "\u031b": "7", "\u0306": "8"}
# Combining marks that have no composed form with their letter would end a word otherwise.
_WORD = re.compile(r"[^\W_]+(?:[\u0300-\u036f]+[^\W_]*)*")
# Open syllables that are written either way: kỹ and kĩ, quý and quí.
_EITHER_Y = re.compile(r"(?:[hklmst]|qu)y")
NO_TONE = "z"
LONGEST_WORD = 40


class Word(NamedTuple):
    """One word: both its forms, and what it is as a beginning, before y becomes i."""

    fold: str
    exact: str
    start: str
    is_accented: bool


def clean(text: str) -> str:
    """Return ``text`` in composed form (NFC), without NUL and what nobody sees.

    Whatever is compared, and whatever places in it are counted in, is clean.
    """
    return unicodedata.normalize("NFC", text.replace("\0", " ").translate(_UNSEEN))


def words(text: str) -> list[Word]:
    """Return the words of a clean text in their order."""
    return [*map(word_of, _WORD.findall(text))]


def spans(text: str, first: int, after: int) -> list[tuple[int, int]]:
    """Return from where to where some words of a clean text are written in it."""
    return [match.span() for match in islice(_WORD.finditer(text), first, after)]


def folded(text: str) -> str:
    """Return the words of any text without accents, with a space between each."""
    return " ".join(word.fold for word in words(clean(text)))


def folds(these: Iterable[Word]) -> tuple[str, ...]:
    """Return the forms of words by which they are found."""
    return tuple(word.fold for word in these)


# Vietnamese has some seven thousand syllables.
@lru_cache(maxsize=1 << 16)
def word_of(written: str) -> Word:
    """Return both forms of one word, written in whatever case and composition."""
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
        # A number is the same one with noughts before it: 05/2024, 5/2024.
        return Word(start.lstrip("0") or "0", exact[:LONGEST_WORD], start, False)
    fold = start[:-1] + "i" if _EITHER_Y.fullmatch(start) else start
    return Word(fold, f"{tone or NO_TONE}{exact}"[:LONGEST_WORD], start, is_accented)


def _plain(sign: str) -> str:
    """One letter or digit of any script as a-z and 0-9."""
    if sign.isascii():
        return sign if sign.isalnum() else ""
    signs = unicodedata.normalize("NFKD", sign)
    return "".join(
        one if one.isascii() else f"u{ord(one):x}" for one in signs.casefold() if one.isalnum()
    )
