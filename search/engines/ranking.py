"""The order of hits: one calculation in Python, so that both databases order alike.

A candidate gets, for each word of the query, the word's weight times how strongly its fields have
it (BM25: more often counts for more and more slowly, in a long text for less), then the weight of
pairs of words that stand side by side, and of the whole query side by side. Words with the accents
that were typed count for more wherever they stand. The share of the weight that was found, the age
and the kind of the entry then multiply this.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from search.engines.plans import SearchPlan, Slot, get_rarity
from search.models import EntryType
from search.text.queries import Phrase, is_accented


class Field(NamedTuple):
    """How a field of an entry counts.

    ``worth``: of a word in it. ``pair``: of two or three words side by side. ``phrase``: of the
    whole query. ``usual``: its usual length in words. ``length``: how much its length matters.
    """

    worth: float
    pair: float
    phrase: float
    usual: int
    length: float

    def get_norm(self) -> tuple[float, float]:
        """Return how much the times count for less in a text: for all, and for each of its words.

        The sum, ``SATURATION`` in a text as long as usual, is the norm of BM25.
        """
        return SATURATION * (1 - self.length), SATURATION * self.length / self.usual


# Title with number, summary, text.
FIELDS = (
    Field(3.0, 1.8, 1.2, 12, 0.5),
    Field(1.2, 0.9, 0.5, 30, 0.5),
    Field(0.65, 0.7, 0.4, 350, 0.7),
)
# How fast further occurrences count for less.
SATURATION = 1.0
WORTHS = [field.worth for field in FIELDS]
NORMS = [field.get_norm() for field in FIELDS]
NO_EXACTS = [""] * len(FIELDS)
# Of a word found without the accents that were typed, beside its lower weight; of a synonym.
BARE, SYNONYM = 0.5, 0.8
# Added, per weight of a word, if it names the agency whose entry it is.
OWNER = 1.5
# Added, per weight of the query, if it is the whole title.
WHOLE_TITLE = 3.0
# The same if it is the entry's own number, which stands behind the title.
OWN_NUMBER = 1.0
# What two or three words side by side that all candidates have count, beside those of a single one.
COMMON_PAIR = 0.4
# The least that is left of the score if all words stand there without the accents typed.
LEAST_EXACT = 0.1
# How much each word without the accents typed takes off, per share of the weight.
DOUBT = 1.0
# How much more what has all the words counts than what has half of them.
COVERAGE_POWER = 0.6
# Added at most for what is new, half of it after so many days.
FRESH, FRESH_DAYS = 0.3, 365
# Factors of what is over, and of files, which repeat the page they hang on.
OVER, FILE = 0.8, 0.7


class Candidate(NamedTuple):
    """An entry that may become a hit, with its words (``SearchEntry.folds``, ``exacts``).

    ``exacts`` is empty if the query has no accents.
    """

    key: int
    type: str
    date: date
    agency: int | None
    bulletin: int | None
    folds: str
    exacts: str


class RankedHit(NamedTuple):
    """A scored candidate.

    ``is_whole``: whether it has all the words. ``is_together``: whether it has them side by side.
    """

    key: int
    score: float
    is_whole: bool
    is_together: bool


def rank_candidates(
    plan: SearchPlan,
    candidates: Iterable[Candidate],
    *,
    today: date,
    over: frozenset[int] = frozenset(),
) -> list[RankedHit]:
    """Return the candidates, best first.

    ``over``: keys of bulletins that are no longer in force. Equal scores: pages and bulletins
    before files, then the newer.
    """
    candidates = list(candidates)
    if not candidates:
        return []
    scorer = _Scorer(plan, candidates, today, over)
    ranked = [(scorer.rank(candidate), candidate) for candidate in candidates]
    ranked.sort(
        key=lambda pair: (
            -pair[0].score,
            pair[1].type == EntryType.FILE,
            -pair[1].date.toordinal(),
            -pair[1].key,
        )
    )
    return [hit for hit, _candidate in _put_copies_last(ranked)]


def _put_copies_last(
    ranked: list[tuple["RankedHit", Candidate]],
) -> list[tuple["RankedHit", Candidate]]:
    """Return the hits with files of a title that an earlier file has behind all others.

    A form that is there as PDF and as DOCX takes one of the first places.
    """
    seen: set[str] = set()
    first: list[tuple[RankedHit, Candidate]] = []
    copies: list[tuple[RankedHit, Candidate]] = []
    for hit, candidate in ranked:
        title = candidate.folds.partition("\n")[0] if candidate.type == EntryType.FILE else ""
        (copies if title in seen else first).append((hit, candidate))
        seen.update(filter(None, [title]))
    return first + copies


class _Run(NamedTuple):
    """Two or three words of the query side by side.

    ``holders``: keys of the candidates that have them so. ``exact`` is empty without accents.
    """

    fold: str
    exact: str
    weight: float
    holders: frozenset[int]


class _Scorer:
    """What is looked for in every candidate, made ready once."""

    def __init__(
        self, plan: SearchPlan, candidates: Sequence[Candidate], today: date, over: frozenset[int]
    ) -> None:
        self.today, self.over = today, over
        slots = plan.slots or _make_slots(plan.query.phrases)
        self.total = sum(slot.weight for slot in slots)
        self.slots = [_SlotForms(slot, candidates) for slot in slots]
        sequence = plan.query.sequence
        weights = {word.fold: slot.weight for slot in slots for word in slot.words}
        self.runs = [
            _make_run(run, weights, candidates)
            for run in (
                *pairwise(sequence),
                *zip(sequence, sequence[1:], sequence[2:], strict=False),
            )
            if weights.keys() >= {word.fold for word in run}
        ]
        self.wordings = [_join_folds(wording) for wording in plan.query.wordings]
        self.is_number = bool(plan.query.numbers)
        self.exact_wording = _join_exacts(sequence) if is_accented(sequence) else ""

    def rank(self, candidate: Candidate) -> RankedHit:
        folds = candidate.folds.split("\n")
        exacts = candidate.exacts.split("\n") if candidate.exacts else NO_EXACTS
        norms = [
            base + part * line.count(" ") for line, (base, part) in zip(folds, NORMS, strict=False)
        ]
        found = doubted = score = 0.0
        is_whole = True
        for slot in self.slots:
            best, strength, is_bare = slot.measure(candidate, folds, exacts, norms)
            found += best
            score += strength
            doubted += slot.weight if is_bare else 0
            is_whole = is_whole and best > 0
        runs = [run for run in self.runs if candidate.key in run.holders]
        score += _measure_runs(runs, folds, exacts) if runs else 0
        wordings = any(wording in candidate.folds for wording in self.wordings)
        beside = self._measure_wordings(folds, exacts) if wordings else 0.0
        score += self.total * beside
        if folds[0] in self.wordings:
            score += self.total * WHOLE_TITLE
        elif self.is_number and folds[0].endswith(self.wordings[0]):
            score += self.total * OWN_NUMBER
        if self.total:
            score *= min(1.0, found / self.total) ** COVERAGE_POWER
            score *= max(LEAST_EXACT, 1 - DOUBT * doubted / self.total)
        score *= self._weigh_entry(candidate)
        return RankedHit(candidate.key, round(score, 6), is_whole, bool(beside))

    def _measure_wordings(self, folds: Sequence[str], exacts: Sequence[str]) -> float:
        """Return what all words side by side add, per weight of the query."""
        added = 0.0
        for field, fold_line, exact_line in zip(FIELDS, folds, exacts, strict=False):
            for number, wording in enumerate(self.wordings):
                if wording in fold_line:
                    is_bare = self.exact_wording and not number
                    is_bare = is_bare and self.exact_wording not in exact_line
                    added += field.phrase * (SYNONYM if number else 1) * (BARE if is_bare else 1)
                    break
        return added

    def _weigh_entry(self, candidate: Candidate) -> float:
        age = max(0, (self.today - candidate.date).days)
        factor = 1 + FRESH * FRESH_DAYS / (FRESH_DAYS + age)
        if candidate.bulletin in self.over:
            factor *= OVER
        return factor * FILE if candidate.type == EntryType.FILE else factor


def _measure_runs(runs: Sequence[_Run], folds: Sequence[str], exacts: Sequence[str]) -> float:
    """Return what the runs of a candidate add."""
    return sum(
        run.weight * field.pair * (1 if not run.exact or run.exact in exact_line else BARE)
        for field, fold_line, exact_line in zip(FIELDS, folds, exacts, strict=False)
        for run in runs
        if run.fold in fold_line
    )


def _make_run(words: Phrase, weights: dict[str, float], candidates: Sequence[Candidate]) -> _Run:
    """Return words side by side, which say more if few of the candidates have them so."""
    fold = _join_folds(words)
    holders = frozenset(each.key for each in candidates if fold in each.folds)
    rarity = get_rarity(len(holders), len(candidates)) / get_rarity(1, len(candidates))
    mean = sum(weights[word.fold] for word in words) / len(words)
    weight = mean * (COMMON_PAIR + (1 - COMMON_PAIR) * rarity)
    return _Run(fold, _join_exacts(words), weight, holders)


class _SlotForms:
    """A word and its synonyms, as they stand in lines of words."""

    def __init__(self, slot: Slot, candidates: Sequence[Candidate]) -> None:
        self.weight, self.bare_weight, self.owner = slot.weight, slot.bare_weight, slot.owner
        self.fold = f" {slot.words[0].start}" if slot.is_begun else _join_folds(slot.words)
        is_exact = len(slot.words) == 1 and not slot.is_begun
        self.exact = _join_exacts(slot.words) if is_exact else ""
        self.others = [_join_folds(phrase) for phrase in slot.others]
        # Accents that no candidate has are an error, or were left out of a part of the query.
        self.is_known = bool(self.exact) and any(self.exact in each.exacts for each in candidates)

    def measure(
        self,
        candidate: Candidate,
        folds: Sequence[str],
        exacts: Sequence[str],
        norms: Sequence[float],
    ) -> tuple[float, float, bool]:
        """Return the weight of what a candidate has of the word, and how strongly it has that.

        The third item: whether it has it only without the accents that others have.

        ``folds``, ``exacts``, ``norms``: of each field the words without accents and with them,
        and how much less the times count there that a word occurs.
        """
        if self.owner and self.owner == candidate.agency:
            _best, strength, _is_bare = self._measure_lines(folds, exacts, norms)
            return self.weight, strength + OWNER * self.weight, False
        # What stands nowhere need not be counted in each field.
        if self.fold not in candidate.folds and not self.others:
            return 0.0, 0.0, False
        return self._measure_lines(folds, exacts, norms)

    def _measure_lines(
        self, folds: Sequence[str], exacts: Sequence[str], norms: Sequence[float]
    ) -> tuple[float, float, bool]:
        fold, exact, others = self.fold, self.exact, self.others
        whole, bare_weight = self.weight, self.bare_weight
        best = strength = 0.0
        is_exact = False
        for field_worth, norm, fold_line, exact_line in zip(
            WORTHS, norms, folds, exacts, strict=False
        ):
            times = fold_line.count(fold)
            weight = worth = whole
            if times and exact:
                if number := exact_line.count(exact):
                    times = number
                    is_exact = True
                elif others and (number := sum(map(fold_line.count, others))):
                    worth, times = whole * SYNONYM, number
                    is_exact = True
                else:
                    weight, worth = bare_weight, bare_weight * BARE
            elif times:
                is_exact = True
            elif others and (times := sum(map(fold_line.count, others))):
                worth = whole * SYNONYM
                is_exact = True
            else:
                continue
            if weight > best:
                best = weight
            strength += worth * field_worth * times * (1 + SATURATION) / (times + norm)
        return best, strength, best > 0 and self.is_known and not is_exact


def _make_slots(phrases: Iterable[Phrase]) -> tuple[Slot, ...]:
    return tuple(Slot((word,)) for phrase in phrases for word in phrase)


def _join_folds(phrase: Phrase) -> str:
    return f" {' '.join(word.fold for word in phrase)} "


def _join_exacts(phrase: Phrase) -> str:
    return f" {' '.join(word.exact for word in phrase)} " if is_accented(phrase) else ""


# For suggestions: titles that begin with the typed text, that have the words side by side, that
# have their accents, and that have the possibly unfinished last word as a whole word.
TITLE_BEGINS, TITLE_PHRASE, TITLE_EXACT, TITLE_WHOLE = 300, 400, 400, 50


class Where:
    """Names of the fields of an entry whose words are indexed."""

    TITLE, SUMMARY = "title", "summary"


class Signal(NamedTuple):
    """A sign in a title or summary by which the first candidates are chosen, and its score."""

    score: int
    where: str
    words: Phrase
    is_exact: bool = False


def iter_first_signals(plan: SearchPlan) -> Iterator[Signal]:
    """Yield the signs by which candidates are chosen where more match than are ranked.

    They concern titles and summaries, which are quickly read: each word by its weight, and the
    whole query side by side.
    """
    slots = sorted(plan.slots, key=lambda slot: -slot.weight)[:6]
    for slot in slots:
        yield Signal(round(20 * slot.weight), Where.TITLE, slot.words)
        if is_accented(slot.words):
            yield Signal(round(10 * slot.weight), Where.TITLE, slot.words, is_exact=True)
    whole = round(20 * plan.total) or 20
    for wording in plan.query.wordings:
        if len(wording) > 1:
            yield Signal(whole, Where.TITLE, wording)
            yield Signal(whole // 3, Where.SUMMARY, wording)
