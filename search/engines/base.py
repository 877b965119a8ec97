"""The interface of search engines, and the words of an entry as engines index them."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple, Protocol

from content.text.folding import Word
from search.engines.plans import SearchPlan, Tree
from search.engines.ranking import Candidate
from search.models import EntryType, SearchEntry
from search.text.queries import Query, is_accented
from search.text.words import split_parts

# Number of candidates that are ranked by all their words. What else matches stands behind them.
WINDOW = 100
# The same within one website, of whose fewer entries a smaller part is left out.
WEBSITE_WINDOW = 80
# Columns of an entry that its texts are not read for: an index has them.
ENTRY = "entry.id, entry.agency_id, entry.type, entry.language, entry.date, entry.bulletin_id"
# Of what was found: the best, and the numbers of all. Each row is a candidate or a count.
BEST_AND_COUNTS = """
    SELECT entry.id, entry.type, entry.date, entry.agency_id, entry.bulletin_id, entry.folds,
        {exacts}, NULL, NULL
    FROM (
        SELECT id FROM visible
        ORDER BY score DESC, type = 'file', date DESC, id DESC LIMIT {window}
    ) AS best JOIN search_searchentry AS entry ON entry.id = best.id
    UNION ALL
    SELECT NULL, type, NULL, agency_id, NULL, NULL, NULL, language, count(*)
    FROM visible GROUP BY agency_id, type, language
"""
# PostgreSQL stores the positions of about so many words of a text and no more. Words further
# down are found, but not as parts of phrases.
MAX_POSITIONS = 16_000
# Positions that PostgreSQL stores of each word in a text (MAXNUMPOS).
MAX_OCCURRENCES = 255
# Characters of the words without positions: a tsvector holds a megabyte, which only words of
# other scripts, spelled out, can reach.
MAX_LETTERS = 300_000
# Stands in for a word without a position, and between words that are not adjacent.
GAP = Word("0gap0", "0gap0", "0gap0", is_accented=False)
# Label in the index of entries that belong to no website alone: bulletins and their files.
SHARED = "shared"


class SearchTimeoutError(Exception):
    """The error of a search that was stopped after the setting ``SEARCH_SECONDS``."""


class EntryWords(NamedTuple):
    """The words of one entry as engines index them.

    ``GAP`` stands in for a word without a position. ``rest``: further words of a long text, which
    are indexed without positions. ``labels``: agency, type and language, for filters.
    """

    key: int
    title: list[Word]
    summary: list[Word]
    body: list[Word]
    rest: list[Word]
    labels: list[str]


class Count(NamedTuple):
    """The number of matching entries of one agency, type and language."""

    agency: int | None
    type: str
    language: str
    number: int


class MatchedEntries(NamedTuple):
    """What matches: the number of all, and the candidates to be ranked."""

    counts: list[Count]
    candidates: list[Candidate]


# The parameters of an SQL statement.
Parameters = tuple[Any, ...]


class Condition(NamedTuple):
    """An SQL condition on the table of entries, which has the alias ``entry``."""

    sql: str
    parameters: Parameters = ()


@dataclass(frozen=True)
class SearchFilters:
    """The filters of a search. Empty collections and None filter nothing.

    ``since`` and ``until`` are inclusive.
    """

    agencies: Collection[int] = ()
    # Whether ``agencies`` also lets in what belongs to no website alone (``SHARED``).
    with_shared: bool = False
    types: Collection[str] = ()
    languages: Collection[str] = ()
    since: date | None = None
    until: date | None = None
    conditions: Sequence[Condition] = field(default=())

    @property
    def labels(self) -> list[list[str]]:
        """Lists of labels in the index; an entry needs at least one label of each list."""
        shared = [SHARED] if self.with_shared else []
        groups = [
            [*map(make_agency_label, self.agencies), *shared],
            [make_type_label(entry_type) for entry_type in self.types],
            [make_language_label(code) for code in self.languages],
        ]
        return [group for group in groups if group]

    @property
    def window(self) -> int:
        """The number of candidates to be ranked."""
        return WEBSITE_WINDOW if len(self.agencies) == 1 else WINDOW

    @property
    def condition(self) -> Condition:
        """All conditions on entries as one that begins with ``AND``; empty if there are none."""
        dates = []
        if self.since:
            dates.append(Condition("entry.date >= %s", (self.since,)))
        if self.until:
            dates.append(Condition("entry.date <= %s", (self.until,)))
        sql, parameters = "", list[Any]()
        for condition in (*dates, *self.conditions):
            sql += f" AND ({condition.sql})"
            parameters += condition.parameters
        return Condition(sql, tuple(parameters))


class Engine(Protocol):
    """A full-text index. Keys are those of ``SearchEntry``.

    Every method that searches may raise ``SearchTimeoutError``. ``get_keys``, which no visitor asks
    for, has no limit: else a large index could not be checked.
    """

    def write(self, entries: Iterable[EntryWords]) -> None:
        """Index entries, replacing what is indexed under the same keys."""

    def remove(self, keys: Collection[int]) -> None:
        """Remove the entries with these keys from the index."""

    def find(self, plan: SearchPlan, filters: SearchFilters) -> MatchedEntries:
        """Return the matching entries to be ranked, and the number of all.

        Where more match than ``filters.window``, those are chosen whose titles and summaries have
        most of the words.
        """

    def list_latest(self, plan: SearchPlan, filters: SearchFilters, *, limit: int) -> list[int]:
        """Return the keys of matching entries, newest first."""

    def list_counts(self, plan: SearchPlan, filters: SearchFilters) -> list[Count]:
        """Return the number of matching entries of each agency, type and language."""

    def count_each(self, conditions: Sequence[Tree], most: int) -> list[int]:
        """Return the number of all entries that meet each of the conditions, ``most`` at most."""

    def match_titles(self, query: Query, filters: SearchFilters, *, limit: int) -> list[int]:
        """Return the keys of entries whose titles have the words, best first.

        In an unfinished query the last word may be the beginning of a word.
        """

    def get_keys(self) -> set[int]:
        """Return the keys of all indexed entries."""

    def optimize(self) -> None:
        """Optimize the index after many writes."""


def select_best_and_counts(query: Query, window: int) -> str:
    """Return SQL that selects from a table ``visible``: the columns ``ENTRY`` and a ``score``.

    ``window``: the number of the best.
    """
    exacts = "entry.exacts" if is_accented(query.sequence) else "''"
    return BEST_AND_COUNTS.format(exacts=exacts, window=window)


def divide_rows(rows: Iterable[tuple]) -> MatchedEntries:
    """Return what the rows of ``select_best_and_counts`` say."""
    counts, candidates = list[Count](), list[Candidate]()
    for key, kind, day, agency, bulletin, folds, exacts, language, number in rows:
        if key is None:
            counts.append(Count(agency, kind, language, number))
        else:
            candidates.append(Candidate(key, kind, day, agency, bulletin, folds, exacts))
    return MatchedEntries(counts, candidates)


def get_entry_words(entry: SearchEntry) -> EntryWords:
    """Return the words of an entry as engines index them."""
    times: Counter[str] = Counter()
    title = _insert_gaps(split_parts(f"{entry.title} {entry.number}"), times)
    summary = _insert_gaps(split_parts(entry.summary), times)
    body = _insert_gaps(split_parts(entry.body), times)
    room = max(0, MAX_POSITIONS - len(title) - len(summary))
    known = {GAP, *title, *summary, *body[:room]}
    rest = list(limit_letters(sorted(set(body[room:]) - known), MAX_LETTERS))
    labels = [make_type_label(entry.type), make_language_label(entry.language)]
    if entry.agency_id:
        labels.append(make_agency_label(entry.agency_id))
    if entry.bulletin_id:
        labels.append(SHARED)
    return EntryWords(entry.pk, title, summary, body[:room], rest, labels)


def _insert_gaps(found: list[Word], times: Counter[str]) -> list[Word]:
    """Return the words in order, with ``GAP`` for those beyond ``MAX_OCCURRENCES``.

    ``times``: how often each folded word has occurred in the entry so far; updated here.
    """
    counts = Counter(word.fold for word in found)
    full = {fold for fold, number in counts.items() if number + times[fold] > MAX_OCCURRENCES}
    if not full:
        times.update(counts)
        return found
    placed = []
    for word in found:
        times[word.fold] += 1
        has_place = word.fold not in full or times[word.fold] <= MAX_OCCURRENCES
        placed.append(word if has_place else GAP)
    return placed


def limit_letters(some: Iterable[Word], room: int) -> Iterator[Word]:
    """Yield words as long as all together have no more than ``room`` letters."""
    for word in some:
        room -= len(word.exact) + 1
        if room < 0:
            return
        yield word


def make_agency_label(key: int) -> str:
    """Return the label of entries of the agency with this key."""
    return f"agency{key}"


def make_type_label(value: str) -> str:
    """Return the label of entries of an ``EntryType``."""
    return f"type{EntryType(value)}"


def make_language_label(code: str) -> str:
    """Return the label of entries in a language."""
    return f"language{''.join(filter(str.isalnum, code.lower()))}"
