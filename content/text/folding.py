"""Vietnamese text for searching: words without accents, exact forms, and search by words.

The forms of a word (``Word``) consist of a-z and 0-9 only, so that no parser, collation or
extension of a database affects what is found:

- ``fold``: without accents (d for đ, i for y), *Đồn* as ``don``, *kỹ* as ``ki``. Matches depend on
  it alone, except those of quoted phrases with accents.
- ``exact``: with accents, spelled out. First the tone as in Telex (s f r x j, z for none), then the
  letters with VNI's digits for their marks: *Đồn* is ``fd9o6n``. The ranking depends on it. The
  tone comes first, so that *hòa* and *hoà* are the same word, and the part of a syllable that has
  been typed so far is a prefix of it.

Lists of pages are searched by a stored key (``words_key``, ``spelled``), which ignores accents,
case, punctuation and leading zeros of numbers. Small tables have no stored key (``matching``): a
province has some thousand users and proposals, which are read in less time than a page takes.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from django.db.models import QuerySet

from content.text.slugs import vietnamese_slug

# Characters; more than the fields that make up a key can have.
MAX_PART_LENGTH = 10_000
# Spaces and slashes separate; words joined by hyphens or dots are also stored as one word.
_APART = re.compile(r"[\s/]+")

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

# Characters of a row's text that are compared; more than its fields hold together.
LONGEST = 1000
# Limits of a query: further terms, and further characters of a term, are ignored. Each term is a
# condition in SQL; databases accept a thousand conditions and patterns of 50,000 bytes at most,
# and are slow long before that.
MAX_TERMS = 8
MAX_TERM_LENGTH = 100


def words_key(texts: Iterable[str]) -> str:
    """Return the search key of some texts, to be matched with ``spelled``: ``-word-word-``.

    Words joined by punctuation are stored apart and as one: NĐ-CP matches NĐ, CP and NĐCP.
    """
    words = [word for text in texts for part in _parts(text) for word in (*part, "".join(part))]
    return f"-{'-'.join(dict.fromkeys(words))}-"


def spelled(text: str) -> list[str]:
    """Return for each word of a search text the string that a matching key contains.

    A word matches as the beginning of a word, a number as a whole. Empty if there is no word.
    """
    words = dict.fromkeys(word for part in _parts(text) for word in part)
    return [f"-{word}-" if word.isdigit() else f"-{word}" for word in words]


def _parts(text: str) -> Iterator[list[str]]:
    for part in _APART.split(text):
        if slug := vietnamese_slug(part, MAX_PART_LENGTH):
            yield [word.lstrip("0") or "0" if word.isdigit() else word for word in slug.split("-")]


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


def split_terms(query: str) -> list[str]:
    """Return the first ``MAX_TERMS`` terms of a query, each cut to ``MAX_TERM_LENGTH``.

    Empty for a query without terms.
    """
    # PostgreSQL accepts no NUL in text.
    terms = query.replace("\0", " ").split()
    return [term[:MAX_TERM_LENGTH] for term in terms[:MAX_TERMS]]


def matching(rows: QuerySet, query: str, fields: Sequence[str]) -> QuerySet:
    """Return those of ``rows`` that have every word of ``query`` in some of ``fields``.

    Words match from their beginning. A query without letters and digits matches nothing. Reads
    the fields of all rows into memory.
    """
    wanted = typed_words(query)
    texts = rows.order_by().values_list("pk", *fields)
    found = [key for key, *text in texts if has_words(" ".join(text), wanted)]
    return rows.filter(pk__in=found)


def typed_words(query: str) -> list[str]:
    """Return the words of a query as slugs, for ``has_words``; empty if there are none."""
    return [word for word in map(vietnamese_slug, split_terms(query)) if word]


def has_words(text: str, words: list[str]) -> bool:
    """Return whether each of ``words`` (slugs) begins a word of ``text``; False for no words."""
    key = f"-{vietnamese_slug(text, LONGEST)}"
    return bool(words) and all(f"-{word}" in key for word in words)
