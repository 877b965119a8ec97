"""Highlighting of matches in titles and passages, as safe HTML.

What is highlighted is what decided the ranking: words side by side before words apart, and words
with the accents that were typed before words without.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from search.text.queries import Query, is_accented
from search.text.words import WordForms, list_spans, split_forms

# Words of a passage, and how many of them precede its first match.
PASSAGE_WORDS = 40
WORDS_BEFORE = 8
# Characters shown of a text without matches.
PLAIN_CHARACTERS = 220
FIRST_CHARACTERS = 4_000
# No matches are looked for further down; the beginning of the text is shown instead.
MAX_CHARACTERS = 40_000
ELLIPSIS = "…"
# The quality of a match: words side by side, or apart.
PHRASE, WORDS = 2, 1


class TextRun(NamedTuple):
    """A run of words to highlight: numbers of the first word and of the one after the last."""

    first: int
    after: int


def highlight(text: str, query: Query, known: WordForms | None = None) -> SafeString:
    """Return a whole clean text, such as a title, with its matches highlighted.

    ``known``: its words, where they need not be looked for again. Others may follow them.
    """
    places = list_spans(text, 0, len(text))
    runs, _worth = _list_runs(known.cut(len(places)) if known else split_forms(text), query)
    return _render_part(text, runs, places, 0, (0, len(text)))


def highlight_passage(text: str, query: Query, known: WordForms | None = None) -> SafeString:
    """Return the part of a clean text with most matches, highlighted; else its beginning.

    ``known``: the words of the whole text, where they need not be looked for again.
    """
    return PassageFinder(text, query, known).render()


class PassageFinder:
    """The matches in a clean text; ``score``: their quality, ``PHRASE``, ``WORDS``, or 0 for none.

    ``known`` as in ``highlight_passage``. Without it, more than ``FIRST_CHARACTERS`` are read only
    if the words are not side by side in these.
    """

    def __init__(self, text: str, query: Query, known: WordForms | None = None) -> None:
        self.text, self.query, self.known = text, query, known
        self.found, self.is_whole = known or WordForms("", ""), True
        self.runs, self.score = _list_runs(self.found, query)
        for most in () if known else (FIRST_CHARACTERS, MAX_CHARACTERS):
            self.found, self.is_whole = split_forms(text[:most]), len(text) <= most
            self.runs, self.score = _list_runs(self.found, query)
            if self.score == PHRASE or self.is_whole:
                break

    def render(self) -> SafeString:
        """Return the passage with most matches, highlighted; the beginning if there are none."""
        text, number = self.text, self.found.number
        if not self.runs:
            return _render_beginning(text)
        first, after = _find_best_window(self.runs, number)
        places = list_spans(text, first, after)
        if len(places) < after - first:
            # They are the words of another text.
            return highlight_passage(text, self.query)
        is_end = after == number and self.is_whole
        begin, end = places[0][0] if first else 0, len(text) if is_end else places[-1][1]
        inside = [run for run in self.runs if first <= run.first and run.after <= after]
        html = _render_part(text, inside, places, first, (begin, end))
        before, behind = ELLIPSIS * bool(first), ELLIPSIS * (not is_end)
        return mark_safe(f"{before}{html}{behind}")  # noqa: S308, escaped


def _list_runs(found: WordForms, query: Query) -> tuple[list[TextRun], int]:
    wanted = [*query.wordings, *query.phrases]
    ways = [(found.folds, [[word.fold for word in phrase] for phrase in wanted])]
    if is_accented(query.sequence):
        ways.insert(0, (found.exacts, [[word.exact for word in phrase] for phrase in wanted]))
    for written, phrases in ways:
        together = (forms for forms in phrases if len(forms) > 1)
        runs = [run for forms in together for run in _iter_runs(written, forms)]
        if runs:
            return _remove_overlaps(runs), PHRASE
    begun = query.typed[-1].start if query.is_unfinished else ""
    for written, phrases in ways:
        apart = {form for forms in phrases for form in forms}
        runs = [run for form in apart for run in _iter_runs(written, [form])]
        if begun and written is found.folds:
            runs += _iter_runs(written, [begun], end="")
        if runs:
            return _remove_overlaps(runs), WORDS
    return [], 0


def _iter_runs(written: str, forms: list[str], end: str = " ") -> Iterator[TextRun]:
    """Yield where words stand side by side. ``end``: what follows the last one."""
    wanted = f" {' '.join(forms)}{end}"
    number = before = 0
    while (at := written.find(wanted, before)) >= 0:
        # One space stands before each word.
        number += written.count(" ", before, at)
        yield TextRun(number, number + len(forms))
        number += 1
        before = at + 1


def _remove_overlaps(runs: list[TextRun]) -> list[TextRun]:
    """Return the runs in order; of overlapping ones only the first and longest."""
    kept: list[TextRun] = []
    for run in sorted(set(runs), key=lambda run: (run.first, -run.after)):
        if not kept or run.first >= kept[-1].after:
            kept.append(run)
    return kept


def _find_best_window(runs: list[TextRun], number: int) -> tuple[int, int]:
    """Return the range of words, as long as a passage, that has most runs."""
    ends = [run.after for run in runs]
    firsts = [run.first for run in runs]
    reach = PASSAGE_WORDS - WORDS_BEFORE
    counts = [bisect_left(ends, first + reach + 1) - at for at, first in enumerate(firsts)]
    best = firsts[counts.index(max(counts))]
    after = min(number, max(0, best - WORDS_BEFORE) + PASSAGE_WORDS)
    return max(0, after - PASSAGE_WORDS), after


def _render_part(
    text: str,
    runs: Iterable[TextRun],
    places: Sequence[tuple[int, int]],
    first: int,
    part: tuple[int, int],
) -> SafeString:
    """Return a part of a text with its runs highlighted.

    ``places``: offsets of the words from number ``first`` on. ``part``: offsets of the part.
    """
    parts: list[str] = []
    written, end = part
    for run in runs:
        begins, ends = places[run.first - first][0], places[run.after - first - 1][1]
        parts.append(f"{escape(text[written:begins])}<mark>{escape(text[begins:ends])}</mark>")
        written = ends
    parts.append(escape(text[written:end]))
    return mark_safe("".join(parts))  # noqa: S308, escaped


def _render_beginning(text: str) -> SafeString:
    if len(text) <= PLAIN_CHARACTERS:
        return escape(text)
    return escape(text[:PLAIN_CHARACTERS].rpartition(" ")[0] + ELLIPSIS)
