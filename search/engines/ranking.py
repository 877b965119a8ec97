"""Ranking signals of search hits: whole numbers, so that both databases get equal sums.

Entries with the words side by side in the title come first, then in the summary, then further
down, then apart. At each of these levels, entries with the accents that were typed come first.
If all this is equal, pages and bulletins come before files, and newer entries first.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

from search.text.queries import Phrase, Query


class Where(Enum):
    """The part of an entry in which the words have to be."""

    TITLE = "title"
    SUMMARY = "summary"
    ANYWHERE = "anywhere"


@dataclass(frozen=True)
class RankingSignal:
    """A condition that a hit may meet, and the score it adds."""

    score: int
    where: Where
    terms: Phrase
    # Whether the words have to be side by side; otherwise all have to be somewhere in ``where``.
    is_phrase: bool = True
    is_exact: bool = False


# Each level outweighs all below it together, and the typed words outweigh their synonyms.
PHRASE = {Where.TITLE: 1600, Where.SUMMARY: 300, Where.ANYWHERE: 200}
SYNONYM = {where: worth * 3 // 4 for where, worth in PHRASE.items()}
# Added if the words have the accents that were typed.
EXACT = {where: worth // 2 for where, worth in PHRASE.items()}
ALL_WORDS = {Where.TITLE: 60, Where.SUMMARY: 30}
ALL_EXACT_WORDS = 25
# Divided among all pairs of adjacent words: once for the title, and once for the whole entry.
PAIRS = 40
# If one of the words is enough: for each word that occurs, and for each in the title.
ONE_OF_ANY = 4000
ONE_IN_TITLE = 300
# For suggestions: titles that begin with the typed text, that have the words side by side, that
# have their accents, and that have the possibly unfinished last word as a whole word.
TITLE_BEGINS, TITLE_PHRASE, TITLE_EXACT, TITLE_WHOLE = 300, 400, 400, 50


def iter_coarse_signals(query: Query) -> Iterator[RankingSignal]:
    """Yield the signals for all matches; they concern titles and summaries only."""
    for where in (Where.TITLE, Where.SUMMARY):
        for number, wording in enumerate(query.wordings):
            yield RankingSignal((SYNONYM if number else PHRASE)[where], where, wording)
        if query.is_accented:
            yield RankingSignal(EXACT[where], where, query.sequence, is_exact=True)
        if len(query.sequence) > 1:
            yield RankingSignal(ALL_WORDS[where], where, query.sequence, is_phrase=False)


def list_deep_signals(query: Query) -> list[tuple[RankingSignal, ...]]:
    """Return the signals for all matches that concern the whole text, as cases.

    The first case that holds counts; the signals of one case are alternatives of equal score.
    Each case costs a read of the whole text, so there are at most two.
    """
    cases: list[tuple[RankingSignal, ...]] = []
    if query.is_accented:
        worth = EXACT[Where.ANYWHERE]
        if len(query.sequence) > 1:
            worth += PHRASE[Where.ANYWHERE]
        cases.append((RankingSignal(worth, Where.ANYWHERE, query.sequence, is_exact=True),))
    phrases = [wording for wording in query.wordings if len(wording) > 1]
    if phrases:
        worth = PHRASE[Where.ANYWHERE]
        cases.append(tuple(RankingSignal(worth, Where.ANYWHERE, phrase) for phrase in phrases))
    return cases


def iter_fine_signals(query: Query) -> Iterator[RankingSignal]:
    """Yield the signals for the best hits only (``search.engines.base.WINDOW``)."""
    sequence = query.sequence
    pairs = list(pairwise(sequence)) if len(sequence) > 2 else []  # noqa: PLR2004
    for pair in pairs:
        yield RankingSignal(PAIRS // len(pairs), Where.TITLE, pair)
        yield RankingSignal(PAIRS // len(pairs), Where.ANYWHERE, pair)
    if query.is_accented and len(sequence) > 1:
        yield RankingSignal(
            ALL_EXACT_WORDS, Where.ANYWHERE, sequence, is_phrase=False, is_exact=True
        )


def iter_any_word_signals(query: Query) -> Iterator[RankingSignal]:
    """Yield the additional signals if one of the words is enough: how many of them occur."""
    for group in query.groups:
        yield RankingSignal(ONE_OF_ANY, Where.ANYWHERE, group[0], is_phrase=False)
        yield RankingSignal(ONE_IN_TITLE, Where.TITLE, group[0], is_phrase=False)
