"""Numbers and symbols of documents, such as 15/2024/NĐ-CP, however they are typed.

Signs between their parts never matter, because they end words. What remains are symbols typed
without the hyphen between the type of a document and its issuer: 15/2024/NDCP.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from content.text.folding import Word, clean_text, get_folded_words, make_word
from search.text.words import split_parts

# Types of documents (Decree 30/2020/NĐ-CP, appendix III; Law 80/2015/QH13) without accents, and
# an issuer: UBND, or consonants only, of which no Vietnamese syllable consists.
_SYMBOL = re.compile(
    r"(ttlt|tttr|nqlt|nd|qd|tt|nq|ct|kh|hd|tb|bc|cv|qc|gm|bb)((?:ub)?[bcdghklmnpqrstvx]{2,6})"
)


def split_symbol(phrase: tuple[Word, ...]) -> tuple[Word, ...]:
    """Return type and issuer of a symbol that was typed as one word; empty for anything else."""
    symbol = _SYMBOL.fullmatch(phrase[0].fold) if len(phrase) == 1 else None
    return tuple(map(make_word, symbol.groups())) if symbol else ()


MAX_CHARACTERS = 255
# Each word makes a search slower; fewer are enough to recognise a title that is pasted whole.
MAX_WORDS = 12
MAX_PHRASES = 3
MAX_LEFT_OUT = 3
# Number of wordings, with synonyms in place of typed words, that are used.
MAX_WORDINGS = 4

Phrase = tuple[Word, ...]
# 15/2024/NĐ-CP, 09-CT/TU
_NUMBER = re.compile(r"[0-9][/-]|/[0-9]")
_PART = re.compile(r'(-?)["“”„«»]([^"“”„«»]*)["“”„«»]|(\S+)')


@dataclass(frozen=True)
class Query:
    """A parsed query; every one of ``groups`` and ``phrases`` has to match.

    ``groups``: the loose words (those outside quotation marks) in order, with their synonyms. The
    first item of a group is what was typed, whose words may be in any order; the others are
    phrases. A query without words is false.
    """

    groups: tuple[tuple[Phrase, ...], ...] = ()
    phrases: tuple[Phrase, ...] = ()
    left_out: tuple[Phrase, ...] = ()
    # Whether the visitor may still be typing the last word.
    is_unfinished: bool = False
    # Numbers of documents among the loose words: those typed with signs between their parts.
    numbers: tuple[Phrase, ...] = ()
    # The loose words that name an agency, and its key.
    owner: tuple[Phrase, int] | None = None

    def __bool__(self) -> bool:
        return bool(self.groups or self.phrases)

    @cached_property
    def typed(self) -> Phrase:
        """The loose words in order."""
        return tuple(word for group in self.groups for word in group[0])

    @cached_property
    def sequence(self) -> Phrase:
        """The words that rank higher side by side: the loose ones, else the first phrase."""
        return self.typed or self.phrases[0]

    @cached_property
    def is_accented(self) -> bool:
        """Whether ``sequence`` was typed with accents."""
        return is_accented(self.sequence)

    @property
    def last(self) -> str:
        """The last loose word without accents, or its beginning if it is unfinished."""
        return self.typed[-1].start if self.is_unfinished else self.typed[-1].fold

    @property
    def beginning(self) -> str:
        """The beginning, without accents, of titles that begin with the loose words."""
        return " ".join([*get_folded_words(self.typed[:-1]), self.last])

    @cached_property
    def wordings(self) -> list[Phrase]:
        """The words as typed, then with synonyms in place of some."""
        if not self.groups:
            return [self.sequence]
        found: list[Phrase] = [()]
        for group in self.groups:
            found = [
                before + alternative for alternative in group[:MAX_WORDINGS] for before in found
            ][: 2 * MAX_WORDINGS]
        found.sort(key=lambda wording: get_folded_words(wording) != get_folded_words(self.typed))
        return found[:MAX_WORDINGS]

    @cached_property
    def has_phrases(self) -> bool:
        """Whether a wording or phrase has several words, which may be side by side in a text."""
        return any(len(phrase) > 1 for phrase in (*self.wordings, *self.phrases))

    def with_alternative(self, word: Word, meant: Word) -> "Query":
        """Return the query with ``meant`` as a synonym of ``word``."""
        groups = tuple(
            part
            for group in self.groups
            for part in (
                [((one,), (meant,)) if one == word else ((one,),) for one in group[0]]
                if word in group[0]
                else [group]
            )
        )
        return replace(self, groups=groups)


Alternatives = Callable[[Phrase], tuple[tuple[Phrase, ...], ...]]


def wrap_words(typed: Phrase) -> tuple[tuple[Phrase, ...], ...]:
    """Return each word as a group of its own, without synonyms."""
    return tuple(((word,),) for word in typed)


def parse_query(
    text: str, alternatives: Alternatives = wrap_words, *, is_unfinished: bool = False
) -> Query:
    """Return the query that a visitor typed. No text is an error.

    ``alternatives``: divides the loose words into groups that mean the same. ``is_unfinished``:
    whether the last word may still be being typed. Only the first 255 characters and twelve words
    count. A minus before a word or phrase leaves it out, unless nothing else would be searched.
    """
    text = clean_text(text[: 4 * MAX_CHARACTERS])[:MAX_CHARACTERS]
    loose: list[Word] = []
    phrases: list[Phrase] = []
    left_out: list[Phrase] = []
    numbers: list[Phrase] = []
    for minus, quoted, bare in _PART.findall(text):
        if bare.startswith("-"):
            minus, bare = "-", bare[1:]
        found = tuple(split_parts(quoted or bare))[:MAX_WORDS]
        if not found:
            continue
        if minus:
            left_out.append(found)
        elif quoted:
            phrases.append(found)
        else:
            loose += found
            if len(found) > 1 and _NUMBER.search(bare):
                numbers.append(found)
    if not loose and not phrases:
        loose, left_out = [word for phrase in left_out for word in phrase], []
    typed = tuple(loose[:MAX_WORDS])
    return Query(
        groups=tuple(_split_symbols(alternatives(typed))),
        phrases=tuple(phrases[:MAX_PHRASES]),
        left_out=tuple(left_out[:MAX_LEFT_OUT]),
        is_unfinished=is_unfinished and bool(typed) and not text[-1:].isspace(),
        numbers=tuple(numbers),
    )


def is_accented(phrase: Iterable[Word]) -> bool:
    """Return whether any of the words was typed with accents."""
    return any(word.is_accented for word in phrase)


def _split_symbols(groups: Iterable[tuple[Phrase, ...]]) -> Iterable[tuple[Phrase, ...]]:
    for group in groups:
        apart = split_symbol(group[0])
        yield (*group, apart) if apart else group
