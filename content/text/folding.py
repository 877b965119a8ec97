"""Vietnamese text for searching: words without accents, exact forms, and search by words.

The forms of a word (``Word``) consist of a-z and 0-9 only, so that no parser, collation or
extension of a database affects what is found:

- ``fold``: without accents (d for đ, i for y), *Đồn* as ``don``, *kỹ* as ``ki``. Matches depend on
  it alone, except those of quoted phrases with accents.
- ``exact``: with accents, spelled out. First the tone as in Telex (s f r x j, z for none), then the
  letters with VNI's digits for their marks: *Đồn* is ``fd9o6n``. The ranking depends on it. The
  tone comes first, so that *hòa* and *hoà* are the same word, and the part of a syllable that has
  been typed so far is a prefix of it.

Public lists are searched by a stored key of folded words (``get_words_key``, ``fold_query``). Lists
of the admin have no stored key (``filter_by_words``): a province has some thousand users and
proposals, and an agency some thousand pages, which are read in less time than a page takes.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from django.db.models import QuerySet

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
# Letters of other languages of the country as people type them on a Vietnamese keyboard. The
# modifier apostrophe separates words like the one they type in its place.
_PLAIN = {"ə": "e", "ɯ": "u"}
# Combining marks that have no composed form with their letter would end a word otherwise.
_WORD = re.compile(r"[^\W_\u02bc]+(?:[\u0300-\u036f]+[^\W_\u02bc]*)*")
# Open syllables that are spelled either way: kỹ and kĩ, quý and quí.
_EITHER_Y = re.compile(r"(?:[hklmst]|qu)y")
NO_TONE = "z"

# Characters of a row's text that are compared; more than its fields hold together.
MAX_TEXT_LENGTH = 1000
# Rows without a stored key that are searched, in half a second. Only the pages of a whole province
# may be more, and they can be narrowed to an agency or a year.
MAX_ROWS = 20_000
# Limits of a query: further terms, and further characters of a term, are ignored. Each term is a
# condition in SQL; databases accept a thousand conditions and patterns of 50,000 bytes at most,
# and are slow long before that.
MAX_TERMS = 8
MAX_TERM_LENGTH = 100
MAX_WORD_LENGTH = 40


def get_words_key(texts: Iterable[str]) -> str:
    """Return the search key of some texts, to be matched with ``fold_query``: ``-word-word-``.

    Words joined by punctuation are stored apart and as one: NĐ-CP matches NĐ, CP and NĐCP.
    """
    parts = [[word.fold for word in part] for text in texts for part in _iter_parts(text)]
    words = [word for part in parts for word in (*part, "".join(part))]
    return f"-{'-'.join(dict.fromkeys(words))}-"


def fold_query(text: str) -> list[tuple[str, ...]]:
    """Return, for each word of a search text, a tuple of strings; a matching key contains one.

    A word matches as the beginning of a word, a number as a whole. *quỹ* is the beginning of
    *quyết* and the same word as *quĩ*. Empty if there is no word.
    """
    words = {
        word.start: word
        for term in split_terms(text)
        for part in _iter_parts(term)
        for word in part
    }
    return [_list_matches(word) for word in words.values()]


def _list_matches(word: "Word") -> tuple[str, ...]:
    if word.fold.isdigit():
        return (f"-{word.fold}-",)
    if word.fold == word.start:
        return (f"-{word.fold}",)
    return f"-{word.start}", f"-{word.fold}-"


def _iter_parts(text: str) -> Iterator[list["Word"]]:
    for part in _APART.split(clean_text(text)):
        if words := split_words(part[:MAX_PART_LENGTH]):
            yield words


class Word(NamedTuple):
    """One word in both its forms.

    ``start``: the word without accents before y becomes i, for comparing beginnings.
    """

    fold: str
    exact: str
    start: str
    is_accented: bool


def clean_text(text: str) -> str:
    """Return ``text`` in NFC, without NUL and invisible characters.

    Every text that is compared, or in which positions are counted, has to be clean.
    """
    return unicodedata.normalize("NFC", text.replace("\0", " ").translate(_UNSEEN))


def split_words(text: str) -> list[Word]:
    """Return the words of a clean text in order."""
    return [*map(make_word, _WORD.findall(text))]


def fold_text(text: str) -> str:
    """Return the words of any text without accents, separated by single spaces."""
    return " ".join(word.fold for word in split_words(clean_text(text)))


def get_folded_words(words: Iterable[Word]) -> tuple[str, ...]:
    """Return the forms of words without accents."""
    return tuple(word.fold for word in words)


# Vietnamese has some seven thousand syllables.
@lru_cache(maxsize=1 << 16)
def make_word(written: str) -> Word:
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
            plain = _fold_sign(sign)
            letters.append(plain)
            marked.append(plain)
            continue
        is_accented = True
    start = "".join(letters)[:MAX_WORD_LENGTH] or f"u{ord(written[0]):x}"
    exact = "".join(marked)
    if start.isdigit():
        # Leading zeros of a number do not count: 05/2024, 5/2024.
        return Word(start.lstrip("0") or "0", exact[:MAX_WORD_LENGTH], start, False)
    fold = start[:-1] + "i" if _EITHER_Y.fullmatch(start) else start
    return Word(fold, f"{tone or NO_TONE}{exact}"[:MAX_WORD_LENGTH], start, is_accented)


def _fold_sign(sign: str) -> str:
    """Return one letter or digit of any script as a-z and 0-9."""
    if sign.isascii():
        return sign if sign.isalnum() else ""
    if sign in _PLAIN:
        return _PLAIN[sign]
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


def filter_by_words(rows: QuerySet, query: str, fields: Sequence[str]) -> QuerySet:
    """Return the ``rows`` that have every word of ``query`` in some of ``fields``.

    Words match from their beginning. A query without letters and digits matches nothing. Reads
    the fields of the rows into memory; only the first ``MAX_ROWS`` in their order are searched.
    """
    terms = fold_query(query)
    texts = rows.values_list("pk", *fields)[:MAX_ROWS]
    # Title and draft title of a page are nearly always the same.
    found = [key for key, *text in texts if matches_terms(" ".join(dict.fromkeys(text)), terms)]
    return rows.filter(pk__in=found)


def matches_terms(text: str, terms: list[tuple[str, ...]]) -> bool:
    """Return whether ``text`` has a word for each of ``terms`` (``fold_query``); False for none."""
    key = get_words_key([text[:MAX_TEXT_LENGTH]])
    return bool(terms) and all(any(match in key for match in matches) for matches in terms)
