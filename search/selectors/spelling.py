"""Spelling suggestions for queries with one mistyped word."""

from collections.abc import Iterator
from string import ascii_lowercase

from content.text.folding import Word, make_word
from search.engines import get_engine
from search.engines.base import SearchFilters
from search.models import SearchEntry, VocabularyWord
from search.text.highlighting import find_wording
from search.text.queries import Query

MIN_WORD_LENGTH = 2
MAX_WORD_LENGTH = 12
# Each attempt costs a search.
MAX_ATTEMPTS = 12


def find_correction(query: Query, filters: SearchFilters) -> str:
    """Return a corrected query that finds something, with accents; empty if there is none.

    One word is assumed to be mistyped, preferably one that is not in the vocabulary: a letter too
    many, too few, wrong, or two in the wrong order (a Damerau distance of 1). Queries with quoted
    phrases are not corrected.
    """
    typed = query.typed
    if not typed or query.phrases:
        return ""
    near = {word.fold: _list_near(word) for word in typed}
    known = set(
        VocabularyWord.objects.filter(
            fold__in={*near, *(spelling for spellings in near.values() for spelling in spellings)}
        ).values_list("fold", flat=True)
    )
    best: tuple[int, Query] | None = None
    for meant in list(_iter_attempts(typed, near, known))[:MAX_ATTEMPTS]:
        attempt = query.with_words(meant)
        number = sum(count.number for count in get_engine().list_counts(attempt, filters))
        if number and (best is None or number > best[0]):
            best = number, attempt
    return _get_written(best[1], filters) if best else ""


def _iter_attempts(
    typed: tuple[Word, ...], near: dict[str, list[str]], known: set[str]
) -> Iterator[tuple[Word, ...]]:
    """Yield the words with one of them replaced: the one not in ``known``, or each if all are.

    Yield nothing if several words are not in ``known``.
    """
    order = sorted(range(len(typed)), key=lambda number: typed[number].fold in known)
    unknown = [number for number in order if typed[number].fold not in known]
    if len(unknown) > 1:
        return
    for number in unknown or order:
        for fold in near[typed[number].fold]:
            if fold in known:
                yield (*typed[:number], make_word(fold), *typed[number + 1 :])


def _list_near(word: Word) -> list[str]:
    """Return what is one typing error away from a word without accents, likelier errors first."""
    fold = word.fold
    if not fold.isalpha() or not MIN_WORD_LENGTH <= len(fold) <= MAX_WORD_LENGTH:
        return []
    parts = [(fold[:place], fold[place:]) for place in range(len(fold) + 1)]
    swapped = [a + b[1] + b[0] + b[2:] for a, b in parts if len(b) > 1]
    longer = [a + letter + b for a, b in parts for letter in ascii_lowercase]
    shorter = [a + b[1:] for a, b in parts if b]
    other = [a + letter + b[1:] for a, b in parts if b for letter in ascii_lowercase]
    return [
        spelling
        for spelling in dict.fromkeys([*swapped, *longer, *shorter, *other])
        if spelling != fold
    ]


def _get_written(query: Query, filters: SearchFilters) -> str:
    """Return the words as the best hit writes them side by side, else without accents."""
    bare = " ".join(word.fold for word in query.typed)
    for key in get_engine().rank(query, filters, limit=1):
        entry = SearchEntry.objects.get(pk=key)
        for text in (entry.title, entry.summary, entry.body):
            written = find_wording(text, query)
            if written:
                return written.lower()
    return bare
