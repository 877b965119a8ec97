"""What an engine is asked, and what it is given."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple, Protocol

from search.models import EntryType, SearchEntry
from search.text.folding import Word, words
from search.text.queries import Query

# So many are ranked finely, and nobody is shown more than the first of them.
WINDOW = 300
# Columns by which hits of equal worth are ordered: what says what a file is before the file.
LAST_RANKS = "entry.type = 'file' AS is_file, entry.date AS date"
# PostgreSQL knows the places of so many words of a text and no more. What stands further down is
# found by its words, and by no phrase.
MOST_PLACES = 16_000
# And of each word in a text so many places (MAXNUMPOS).
MOST_TIMES = 255
# And of the words further down so many letters: its vectors hold a megabyte, which only words of
# other scripts, spelled out, come to.
MOST_LETTERS = 300_000
# Stands where a word has no place, and between words that do not stand side by side.
GAP = Word("0gap0", "0gap0", "0gap0", is_accented=False)
# A word in the index of what belongs to no website alone: bulletins and their files.
SHARED = "shared"


class TookTooLongError(Exception):
    """A search has been given up after ``SEARCH_SECONDS`` (settings)."""


class EntryWords(NamedTuple):
    """The words of one entry, and ``GAP`` where one has no place. ``rest`` are those of a long text
    without their places.
    """

    key: int
    title: list[Word]
    summary: list[Word]
    body: list[Word]
    rest: list[Word]
    labels: list[str]


class Count(NamedTuple):
    """How many entries have been found of one agency, type and language."""

    agency: int | None
    type: str
    language: str
    number: int


# Of SQL.
Parameters = tuple[Any, ...]


class Condition(NamedTuple):
    """A condition in SQL on the table of entries, which is called ``entry``."""

    sql: str
    parameters: Parameters = ()


@dataclass(frozen=True)
class Narrowing:
    """What is to be searched. Empty collections and None leave everything in."""

    agencies: Collection[int] = ()
    # With ``agencies``: and what belongs to no website alone.
    with_shared: bool = False
    types: Collection[str] = ()
    languages: Collection[str] = ()
    since: date | None = None
    until: date | None = None
    conditions: Sequence[Condition] = field(default=())

    @property
    def labels(self) -> list[list[str]]:
        """Words in the index, of each list of which an entry has to have one."""
        shared = [SHARED] if self.with_shared else []
        groups = [
            [*map(agency_label, self.agencies), *shared],
            [type_label(each) for each in self.types],
            [language_label(code) for code in self.languages],
        ]
        return [group for group in groups if group]

    @property
    def condition(self) -> Condition:
        """All conditions on entries as one, to follow others with AND; empty without any."""
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
    """An index of texts. Keys are those of SearchEntry.

    Whatever is asked may raise TookTooLongError.
    """

    def write(self, entries: Iterable[EntryWords]) -> None:
        """Take words in, in place of what was known under the same keys."""

    def remove(self, keys: Collection[int]) -> None:
        """Forget these."""

    def best(
        self, query: Query, narrowing: Narrowing, *, limit: int, any_word: bool = False
    ) -> list[int]:
        """Return keys, the best first. ``any_word``: one of the words is enough."""

    def newest(
        self, query: Query, narrowing: Narrowing, *, limit: int, any_word: bool = False
    ) -> list[int]:
        """Return keys, the newest first."""

    def counts(self, query: Query, narrowing: Narrowing, *, any_word: bool = False) -> list[Count]:
        """Return how many there are of each agency, type and language."""

    def titles(self, query: Query, narrowing: Narrowing, *, limit: int) -> list[int]:
        """Return keys of entries whose titles have the words, the last of them perhaps begun."""

    def keys(self) -> set[int]:
        """Return the keys of everything that is known."""

    def tidy(self) -> None:
        """Put the index in order after much has been written."""


def words_of(entry: SearchEntry) -> EntryWords:
    """Return the words of an entry as engines take them in."""
    times: Counter[str] = Counter()
    title = _placed(words(f"{entry.title} {entry.number}"), times)
    summary = _placed(words(entry.summary), times)
    body = _placed(words(entry.body), times)
    room = max(0, MOST_PLACES - len(title) - len(summary))
    known = {GAP, *title, *summary, *body[:room]}
    rest = list(_within(sorted(set(body[room:]) - known)))
    labels = [type_label(entry.type), language_label(entry.language)]
    if entry.agency_id:
        labels.append(agency_label(entry.agency_id))
    if entry.bulletin_id:
        labels.append(SHARED)
    return EntryWords(entry.pk, title, summary, body[:room], rest, labels)


def _placed(found: list[Word], times: Counter[str]) -> list[Word]:
    """The words in their order, with gaps for those that have had all their places."""
    counts = Counter(word.fold for word in found)
    full = {fold for fold, number in counts.items() if number + times[fold] > MOST_TIMES}
    if not full:
        times.update(counts)
        return found
    placed = []
    for word in found:
        times[word.fold] += 1
        has_place = word.fold not in full or times[word.fold] <= MOST_TIMES
        placed.append(word if has_place else GAP)
    return placed


def _within(some: Iterable[Word]) -> Iterator[Word]:
    room = MOST_LETTERS
    for word in some:
        room -= len(word.exact) + 1
        if room < 0:
            return
        yield word


def agency_label(key: int) -> str:
    return f"agency{key}"


def type_label(value: str) -> str:
    return f"type{EntryType(value)}"


def language_label(code: str) -> str:
    return f"language{''.join(filter(str.isalnum, code.lower()))}"
