"""Spelling suggestions for queries with one mistyped word.

Correct Vietnamese is never corrected: a word that can be a syllable is only doubted where the index
has it beside none of its neighbours, and only typical errors are looked for then.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from string import ascii_lowercase
from typing import NamedTuple

from content.text.folding import NO_TONE, Word, clean_text, make_word
from search.engines.plans import Match, SearchPlan
from search.models import VocabularyWord
from search.selectors.word_counts import WordCounts
from search.text.queries import Query, is_accented
from search.text.syllables import is_possible
from search.text.words import list_spans, list_written

MIN_WORD_LENGTH = 2
MAX_WORD_LENGTH = 12
# Words of a query of which one may be mistyped: in longer ones neighbours say too little.
MAX_QUERY_WORDS = 8
# Corrections that are tried; each costs a look into the index.
MAX_ATTEMPTS = 24
# Entries that have a correction beside its neighbours, at least: in place of what is no syllable,
# and in place of what may be right. They are counted up to the last number.
MIN_NUMBER, MIN_NUMBER_KNOWN, MAX_NUMBER = 1, 2, 20
# Beginnings and ends of syllables that sound alike in parts of the country.
_ALIKE = (
    ("tr", "ch"), ("s", "x"), ("d", "gi"), ("r", "d"), ("r", "gi"), ("v", "d"), ("l", "n"),
    ("c", "k"), ("ng", "ngh"), ("g", "gh"),
)  # fmt: skip
_ALIKE_ENDS = (("n", "ng"), ("t", "c"), ("nh", "n"), ("ch", "t"), ("i", "y"))


class Correction(NamedTuple):
    """A corrected query as it is offered, and which word it replaces by which."""

    text: str
    typed: Word
    meant: Word


def find_correction(text: str, plan: SearchPlan, numbers: WordCounts) -> Correction | None:
    """Return the correction of what a visitor typed; None if there is none.

    One word is assumed to be mistyped. Queries with quoted phrases are not corrected. Raises
    ``SearchTimeoutError``.
    """
    query = plan.query
    if not query.typed or query.phrases or query.left_out or len(query.typed) > MAX_QUERY_WORDS:
        return None
    return _find(clean_text(text), query, numbers)


def _find(text: str, query: Query, numbers: WordCounts) -> Correction | None:
    typed = query.typed
    written = [word.lower() for word in list_written(text)][: len(typed)]
    doubted = list(_iter_doubted(query, written, numbers))
    near = {place: set(_iter_near(typed[place], is_known)) for place, is_known in doubted}
    folds = {fold for found in near.values() for fold in found}
    vocabulary: dict[str, list[str]] = {}
    for known in VocabularyWord.objects.filter(fold__in=folds).order_by("written"):
        vocabulary.setdefault(known.fold, []).append(known.written)
    attempts = [
        (place, make_word(meant), meant)
        for place, is_known in doubted
        for fold in sorted(near[place])
        for meant in _choose_written(vocabulary.get(fold, []), typed[place], is_known)
    ][:MAX_ATTEMPTS]
    best: tuple[int, int, Word, str] | None = None
    least = {place: MIN_NUMBER_KNOWN if is_known else MIN_NUMBER for place, is_known in doubted}
    beside = _count_beside(typed, [(place, word) for place, word, _meant in attempts], numbers)
    for (place, word, meant), number in zip(attempts, beside, strict=True):
        if number >= least[place] and (best is None or number > best[0]):
            best = number, place, word, meant
    if best is None:
        return None
    _number, place, word, meant = best
    start, end = list_spans(text, place, place + 1)[0]
    return Correction(f"{text[:start]}{meant}{text[end:]}".strip(), typed[place], word)


def _iter_doubted(
    query: Query, written: list[str], numbers: WordCounts
) -> Iterator[tuple[int, bool]]:
    """Yield the places of words that may be mistyped, and whether they are known or possible.

    Yield nothing if several are neither known nor possible: the query is of another language.
    """
    typed = query.typed
    # What synonyms and numbers know is right.
    right = {word for group in query.groups if len(group) > 1 for word in group[0]}
    places = [
        place
        for place, word in enumerate(typed)
        if word.fold.isalpha()
        and MIN_WORD_LENGTH <= len(word.fold) <= MAX_WORD_LENGTH
        and word not in right
    ]
    impossible = [place for place in places if not is_possible(written[place])]
    known = numbers.count([Match((typed[place],)) for place in impossible], 1)
    strange = [place for place, number in zip(impossible, known, strict=True) if not number]
    if len(strange) > 1:
        return
    if strange or len(impossible) == 1:
        yield (strange or impossible)[0], False
        return
    if len(typed) > 1:
        possible = [place for place in places if is_possible(written[place])]
        beside = _count_beside(typed, [(place, typed[place]) for place in possible], numbers)
        for place, number in zip(possible, beside, strict=True):
            if not number:
                yield place, True


def _count_beside(
    typed: tuple[Word, ...], attempts: Sequence[tuple[int, Word]], numbers: WordCounts
) -> list[int]:
    """Return how many entries have each word beside both its neighbours, the lower number.

    ``attempts``: places in ``typed``, and the word to try there. Of a word alone, the number of
    entries that have it.
    """
    near = [_list_pairs(typed, place, word) for place, word in attempts]
    asked = [*dict.fromkeys(pair for pairs in near for pair in pairs)]
    known = dict(zip(asked, numbers.count(asked, MAX_NUMBER), strict=True))
    return [min(known[pair] for pair in pairs) for pairs in near]


def _list_pairs(typed: tuple[Word, ...], place: int, word: Word) -> list[Match]:
    words = (*typed[:place], word, *typed[place + 1 :])
    is_exact = is_accented(typed)
    near = [
        Match(pair, is_exact=is_exact)
        for at, pair in enumerate(pairwise(words), 1)
        if place in (at - 1, at) and all(one.fold.isalpha() for one in pair)
    ]
    return near or [Match((word,))]


def _iter_near(word: Word, is_known: bool) -> Iterator[str]:
    """Yield what is one error away from a word, without accents.

    ``is_known``: only the typical errors, a letter left out or typed twice, and what sounds alike.
    """
    fold = word.start
    parts = [(fold[:place], fold[place:]) for place in range(len(fold) + 1)]
    for before, after in parts:
        for letter in ascii_lowercase:
            yield before + letter + after
            if not is_known and after:
                yield before + letter + after[1:]
        if after and not is_known:
            yield before + after[1:]
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]
    for one, other in (*_ALIKE, *(pair[::-1] for pair in _ALIKE)):
        if fold.startswith(one):
            yield other + fold[len(one) :]
    for one, other in (*_ALIKE_ENDS, *(pair[::-1] for pair in _ALIKE_ENDS)):
        if fold.endswith(one):
            yield fold[: -len(one)] + other


def _choose_written(found: list[str], typed: Word, is_known: bool) -> Iterator[str]:
    """Yield the ways of writing a word that go with how it was typed: with the same tone."""
    for written in found:
        word = make_word(written)
        if word.fold == typed.fold:
            continue
        if is_accented((typed,)) and word.exact[0] != typed.exact[0]:
            continue
        if is_known and not _keeps_vowels(typed, word):
            continue
        yield written


def _keeps_vowels(typed: Word, meant: Word) -> bool:
    """Return whether a correction has the letters with marks that were typed, in their order."""
    if not typed.is_accented:
        return True
    signs = iter(meant.exact.lstrip("sfrxj" + NO_TONE))
    wanted = [sign for sign in typed.exact[1:] if sign in "aeiouy6789"]
    return all(sign in signs for sign in wanted)
