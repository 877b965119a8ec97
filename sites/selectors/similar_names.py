"""Names of agencies that may mean the same one: other case, spelling or abbreviation.

Compared as Vietnamese is read: capitals, the form of Unicode, the place of the tone (*hòa*, *hoà*),
*i* and *y* at the end and punctuation do not count. A name typed without accents is compared
without them. An abbreviation is compared with the words that it is made of: *UBND* with *Ủy ban
nhân dân*, *GD&ĐT* with *Giáo dục và Đào tạo*.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from content.text.folding import clean_text, split_words

# Left out of abbreviations.
_SILENT = {"va"}
# Abbreviations that are recognised in capitals and small letters alike.
_ALWAYS_SHORT = {"ubnd", "hdnd", "ubmttq", "bql"}


class NamedAgency(NamedTuple):
    """Code and name of an agency that exists or is to be created."""

    code: str
    name: str


class _Word(NamedTuple):
    fold: str
    exact: str
    is_accented: bool
    is_short: bool


_Words = tuple[_Word, ...]


def list_similar_names(
    new: Iterable[NamedAgency], others: Iterable[NamedAgency]
) -> list[tuple[NamedAgency, NamedAgency]]:
    """Return each of ``new`` whose name may mean another one, with the first such other.

    The other is among ``others`` or stands further above in ``new``. Names with the same code are
    not compared.
    """
    register = _NameRegister()
    for agency in others:
        register.add(agency)
    found = []
    for agency in new:
        if other := register.find(agency):
            found.append((agency, other))
        register.add(agency)
    return found


def is_same_name(name: str, other: str) -> bool:
    """Return whether two names, compared as the module says, may mean the same agency."""
    return _match(_split(name), _split(other))


class _NameRegister:
    """Names by what they have in common, so that few have to be compared with each other."""

    def __init__(self) -> None:
        self._by_words: dict[tuple[str, ...], list[tuple[NamedAgency, _Words]]] = defaultdict(list)
        self._by_letters: dict[str, list[tuple[NamedAgency, _Words]]] = defaultdict(list)
        self._short_by_letters: dict[str, list[tuple[NamedAgency, _Words]]] = defaultdict(list)

    def add(self, agency: NamedAgency) -> None:
        words = _split(agency.name)
        entry = agency, words
        self._by_words[tuple(word.fold for word in words)].append(entry)
        self._by_letters[_get_letters(words)].append(entry)
        if any(word.is_short for word in words):
            self._short_by_letters[_get_letters(words)].append(entry)

    def find(self, agency: NamedAgency) -> NamedAgency | None:
        words = _split(agency.name)
        if not words:
            return None
        # Words without abbreviations are the same only where all of them are.
        is_short = any(word.is_short for word in words)
        by_letters = self._by_letters if is_short else self._short_by_letters
        candidates = [
            *self._by_words.get(tuple(word.fold for word in words), ()),
            *by_letters.get(_get_letters(words), ()),
        ]
        for other, other_words in candidates:
            if other.code != agency.code and _match(words, other_words):
                return other
        return None


def _split(name: str) -> _Words:
    text = clean_text(name)
    is_all_capitals = text.isupper()
    words = []
    # Punctuation separates: GD&ĐT are two words, each of them short.
    for part in "".join(sign if sign.isalnum() or sign.isspace() else " " for sign in text).split():
        for word in split_words(part):
            is_short = word.fold in _ALWAYS_SHORT or (
                not is_all_capitals and len(part) > 1 and part.isalpha() and part.isupper()
            )
            if word.fold not in _SILENT:
                exact = word.exact[:-1] + "i" if word.exact.endswith("y") else word.exact
                words.append(_Word(word.fold, exact, word.is_accented, is_short))
    return tuple(words)


def _get_letters(words: _Words) -> str:
    """Return the initials of the words, and all letters of abbreviations."""
    return "".join(word.fold if word.is_short else word.fold[0] for word in words)


def _match(words: _Words, others: _Words) -> bool:
    """Return whether both are the same words, where an abbreviation may stand for several."""
    accented = [any(word.is_accented for word in name) for name in (words, others)]
    exactly = all(accented)
    place = other_place = 0
    while place < len(words) and other_place < len(others):
        word, other = words[place], others[other_place]
        same = word.exact == other.exact if exactly and not word.is_short else None
        if same is None:
            same = word.fold == other.fold
        if same:
            place, other_place = place + 1, other_place + 1
        elif word.is_short and _spells(word, others[other_place:]):
            place, other_place = place + 1, other_place + len(word.fold)
        elif other.is_short and _spells(other, words[place:]):
            place, other_place = place + len(other.fold), other_place + 1
        else:
            return False
    return place == len(words) and other_place == len(others)


def _spells(short: _Word, words: _Words) -> bool:
    initials = "".join(word.fold[0] for word in words[: len(short.fold)])
    return initials == short.fold
