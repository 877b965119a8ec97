"""What makes a hit a good one, in whole numbers, so that both databases add up to the same.

First comes what has the words side by side in the title, then in the summary, then further down,
then apart. Among hits at one of these levels those come first that have the accents that were
typed. Where all this is equal, pages and bulletins come before files, and the newer one first.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

from search.text.queries import Phrase, Query


class Where(Enum):
    """In which text the words have to be."""

    TITLE = "title"
    SUMMARY = "summary"
    ANYWHERE = "anywhere"


@dataclass(frozen=True)
class Signal:
    """Something that may be so of a hit, and what it is worth."""

    worth: int
    where: Where
    words: Phrase
    # Side by side, or all of them anywhere in the text.
    is_phrase: bool = True
    is_exact: bool = False


# Each level outweighs all below it together, and what was typed all that means the same.
PHRASE = {Where.TITLE: 1600, Where.SUMMARY: 300, Where.ANYWHERE: 200}
SYNONYM = {where: worth * 3 // 4 for where, worth in PHRASE.items()}
# On top, with the accents that were typed.
EXACT = {where: worth // 2 for where, worth in PHRASE.items()}
ALL_WORDS = {Where.TITLE: 60, Where.SUMMARY: 30}
ALL_EXACT_WORDS = 25
# Shared by all pairs of neighbouring words, in the title and once more anywhere.
PAIRS = 40
# Where any of the words will do, each that is there, and once more each in the title.
ONE_OF_ANY = 4000
ONE_IN_TITLE = 300
# Of suggestions: titles that begin so, that have the words side by side, and with their accents;
# and where what may be the beginning of a word is a whole one.
TITLE_BEGINS, TITLE_PHRASE, TITLE_EXACT, TITLE_WHOLE = 300, 400, 400, 50


def coarse(query: Query) -> Iterator[Signal]:
    """Yield what is asked of everything that is found; it is in titles and summaries alone."""
    for where in (Where.TITLE, Where.SUMMARY):
        for number, wording in enumerate(query.wordings):
            yield Signal((SYNONYM if number else PHRASE)[where], where, wording)
        if query.is_accented:
            yield Signal(EXACT[where], where, query.sequence, is_exact=True)
        if len(query.sequence) > 1:
            yield Signal(ALL_WORDS[where], where, query.sequence, is_phrase=False)


def deep(query: Query) -> list[tuple[Signal, ...]]:
    """Return what is asked of the whole text of everything found; the first that is so counts.

    Each costs the reading of the whole text, so there are at most two questions.
    """
    cases: list[tuple[Signal, ...]] = []
    if query.is_accented:
        worth = EXACT[Where.ANYWHERE]
        if len(query.sequence) > 1:
            worth += PHRASE[Where.ANYWHERE]
        cases.append((Signal(worth, Where.ANYWHERE, query.sequence, is_exact=True),))
    phrases = [wording for wording in query.wordings if len(wording) > 1]
    if phrases:
        worth = PHRASE[Where.ANYWHERE]
        cases.append(tuple(Signal(worth, Where.ANYWHERE, phrase) for phrase in phrases))
    return cases


def fine(query: Query) -> Iterator[Signal]:
    """Yield what is asked of the best only."""
    sequence = query.sequence
    pairs = list(pairwise(sequence)) if len(sequence) > 2 else []  # noqa: PLR2004
    for pair in pairs:
        yield Signal(PAIRS // len(pairs), Where.TITLE, pair)
        yield Signal(PAIRS // len(pairs), Where.ANYWHERE, pair)
    if query.is_accented and len(sequence) > 1:
        yield Signal(ALL_EXACT_WORDS, Where.ANYWHERE, sequence, is_phrase=False, is_exact=True)


def each(query: Query) -> Iterator[Signal]:
    """Yield what is asked on top where any of the words will do: how many are there."""
    for group in query.groups:
        yield Signal(ONE_OF_ANY, Where.ANYWHERE, group[0], is_phrase=False)
        yield Signal(ONE_IN_TITLE, Where.TITLE, group[0], is_phrase=False)
