"""Passages of a text with the words that were looked for marked, safe to print.

What is marked is what decided the order: words that stand together before words apart, and with
their accents, where somebody typed these, before without.
"""

from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from search.text.folding import Place, folds, places
from search.text.queries import Phrase, Query, is_accented

# A passage: so many words, of which so many stand before the first that is marked.
PASSAGE_WORDS = 40
WORDS_BEFORE = 8
# Of a text without any of the words.
PLAIN_CHARACTERS = 220
# Where nothing is found so far down, the text begins.
MOST_CHARACTERS = 40_000
ELLIPSIS = "…"
# What marks are worth.
PHRASE, WORDS = 2, 1


class Run(NamedTuple):
    """Words to be marked, from one to before another."""

    first: int
    after: int


class Marked(NamedTuple):
    """A text with marks, and what they are worth: ``PHRASE``, ``WORDS`` or 0 for none."""

    html: SafeString
    worth: int


def marked(text: str, query: Query) -> SafeString:
    """Return a whole clean text, such as a title, with its marks."""
    found = list(places(text))
    runs, _worth = _runs(found, query)
    return _written(text, found, runs, 0, len(text))


def passage(text: str, query: Query) -> Marked:
    """Return the part of a clean text that has most of what was looked for."""
    text = text[:MOST_CHARACTERS]
    found = list(places(text))
    runs, worth = _runs(found, query)
    if not runs:
        return Marked(_beginning(text), 0)
    first, after = _best_window(runs, len(found))
    begin = found[first].begin if first else 0
    end = found[after - 1].end if after < len(found) else len(text)
    inside = [run for run in runs if first <= run.first and run.after <= after]
    html = _written(text, found, inside, begin, end)
    before, behind = ELLIPSIS * bool(first), ELLIPSIS * (after < len(found))
    return Marked(mark_safe(f"{before}{html}{behind}"), worth)  # noqa: S308, escaped


def wording(text: str, query: Query) -> str:
    """Return how the words of ``query`` are written where they stand together in a clean text."""
    found = list(places(text[:MOST_CHARACTERS]))
    runs, worth = _runs(found, query)
    if worth < PHRASE:
        return ""
    run = runs[0]
    return text[found[run.first].begin : found[run.after - 1].end]


def _runs(found: Sequence[Place], query: Query) -> tuple[list[Run], int]:
    wanted = [*query.wordings, *query.phrases]
    together = [phrase for phrase in wanted if len(phrase) > 1]
    apart = [(word,) for phrase in wanted for word in phrase]
    for phrases, worth in ((together, PHRASE), (apart, WORDS)):
        for exactly in (True, False) if is_accented(query.sequence) else (False,):
            runs = _found(found, phrases, exactly=exactly)
            if worth == WORDS and query.is_unfinished and not exactly:
                runs += _begun(found, query.typed[-1].start)
            if runs:
                return _apart(runs), worth
    return [], 0


def _found(found: Sequence[Place], phrases: list[Phrase], *, exactly: bool) -> list[Run]:
    written = [place.word.exact if exactly else place.word.fold for place in found]
    spots: dict[str, list[int]] = {}
    for spot, form in enumerate(written):
        spots.setdefault(form, []).append(spot)
    runs = []
    for phrase in phrases:
        forms = [word.exact for word in phrase] if exactly else list(folds(phrase))
        for spot in spots.get(forms[0], ()):
            if written[spot : spot + len(forms)] == forms:
                runs.append(Run(spot, spot + len(forms)))
    return runs


def _begun(found: Sequence[Place], start: str) -> list[Run]:
    return [
        Run(spot, spot + 1)
        for spot, place in enumerate(found)
        if place.word.start.startswith(start)
    ]


def _apart(runs: list[Run]) -> list[Run]:
    """In their order; of those that overlap, the first and longest."""
    kept: list[Run] = []
    for run in sorted(set(runs), key=lambda run: (run.first, -run.after)):
        if not kept or run.first >= kept[-1].after:
            kept.append(run)
    return kept


def _best_window(runs: list[Run], length: int) -> tuple[int, int]:
    """The words with most runs among them, as many as a passage has."""
    ends = [run.after for run in runs]
    firsts = [run.first for run in runs]
    reach = PASSAGE_WORDS - WORDS_BEFORE
    counts = [bisect_left(ends, first + reach + 1) - at for at, first in enumerate(firsts)]
    best = firsts[counts.index(max(counts))]
    after = min(length, max(0, best - WORDS_BEFORE) + PASSAGE_WORDS)
    return max(0, after - PASSAGE_WORDS), after


def _written(
    text: str, found: Sequence[Place], runs: Sequence[Run], begin: int, end: int
) -> SafeString:
    parts, written = [], begin
    for run in runs:
        first, last = found[run.first].begin, found[run.after - 1].end
        parts.append(f"{escape(text[written:first])}<mark>{escape(text[first:last])}</mark>")
        written = last
    parts.append(escape(text[written:end]))
    return mark_safe("".join(parts))  # noqa: S308, escaped


def _beginning(text: str) -> SafeString:
    if len(text) <= PLAIN_CHARACTERS:
        return escape(text)
    return escape(text[:PLAIN_CHARACTERS].rpartition(" ")[0] + ELLIPSIS)
