"""The search engine for SQLite's FTS5.

Queries consist of words of a-z and 0-9 between quotation marks, which cannot be operators. The
index stores no text, only the positions of words.
"""

import sqlite3
import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import OperationalError, connection

from content.text.folding import Word
from search.engines import ranking
from search.engines.base import (
    ENTRY,
    GAP,
    Condition,
    Count,
    EntryWords,
    MatchedEntries,
    SearchFilters,
    SearchTimeoutError,
    divide_rows,
    make_agency_label,
    select_best_and_counts,
)
from search.engines.plans import AllOf, Match, Owned, SearchPlan, Tree
from search.text.queries import Phrase, Query, is_accented

# Older versions of SQLite store the words as text too, which takes more space.
HAS_CONTENTLESS = sqlite3.sqlite_version_info >= (3, 43)
_KEEPS_NO_TEXT = ", content='', contentless_delete=1" if HAS_CONTENTLESS else ""
CREATE = (
    "CREATE VIRTUAL TABLE search_words USING fts5("
    "title, summary, body, exact_title, exact_summary, exact_body, labels, "
    f"tokenize='ascii'{_KEEPS_NO_TEXT})",
    "CREATE VIRTUAL TABLE search_title_words USING fts5("
    f"title, exact_title, labels, tokenize='ascii', prefix='1 2 3'{_KEEPS_NO_TEXT})",
)
TABLES = ("search_words", "search_title_words")
# The columns of all fields, by whether the words in them have their accents.
COLUMNS = {
    False: "{title summary body}",
    True: "{exact_title exact_summary exact_body}",
}
# Instructions of SQLite's virtual machine between two calls of the progress handler.
STEPS = 100
_TITLES = "search_title_words AS words JOIN search_searchentry AS entry ON entry.id = words.rowid"
# By the table's own key every row would be read with its texts.
_FOUND = (
    "search_words AS words JOIN search_searchentry AS entry INDEXED BY entries_found "
    "ON entry.id = words.rowid"
)


class SQLiteEngine:
    """The search engine for SQLite; ``search.engines.base.Engine`` documents its methods."""

    def write(self, entries: Iterable[EntryWords]) -> None:
        rows = [_build_row(entry) for entry in entries]
        titles = [(row[0], row[1], row[4], row[7]) for row in rows]
        self.remove([row[0] for row in rows])
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO search_words (rowid, title, summary, body, exact_title, "
                "exact_summary, exact_body, labels) VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
                rows,
            )
            cursor.executemany(
                "INSERT INTO search_title_words (rowid, title, exact_title, labels) "
                "VALUES (%s, %s, %s, %s)",
                titles,
            )

    def remove(self, keys: Collection[int]) -> None:
        with connection.cursor() as cursor:
            for table in TABLES:
                cursor.executemany(
                    f"DELETE FROM {table} WHERE rowid = %s",
                    [(key,) for key in keys],
                )

    def find(self, plan: SearchPlan, filters: SearchFilters) -> MatchedEntries:
        score, values = _build_score(plan, filters)
        matching, conditions = _build_condition(plan, filters)
        sql = f"""
            WITH visible AS MATERIALIZED (
                SELECT {ENTRY}, {score} AS score FROM {_FOUND}
                WHERE search_words MATCH %s{conditions.sql}
            )
            {select_best_and_counts(plan.query, filters.window)}
        """
        return divide_rows(_fetch_rows(sql, [*values, matching, *conditions.parameters]))

    def list_latest(self, plan: SearchPlan, filters: SearchFilters, *, limit: int) -> list[int]:
        matching, conditions = _build_condition(plan, filters)
        sql = f"""
            SELECT entry.id FROM {_FOUND}
            WHERE search_words MATCH %s{conditions.sql}
            ORDER BY entry.date DESC, entry.id DESC LIMIT %s
        """
        return _fetch_keys(sql, [matching, *conditions.parameters, limit])

    def list_counts(self, plan: SearchPlan, filters: SearchFilters) -> list[Count]:
        matching, conditions = _build_condition(plan, filters)
        sql = f"""
            SELECT entry.agency_id, entry.type, entry.language, count(*)
            FROM {_FOUND}
            WHERE search_words MATCH %s{conditions.sql} GROUP BY 1, 2, 3
        """
        return [Count(*row) for row in _fetch_rows(sql, [matching, *conditions.parameters])]

    def count_each(self, conditions: Sequence[Tree], most: int) -> list[int]:
        if not conditions:
            return []
        count = (
            "(SELECT count(*) FROM "
            f"(SELECT 1 FROM search_words WHERE search_words MATCH %s LIMIT {most}))"
        )
        sql = f"SELECT {', '.join([count] * len(conditions))}"
        [numbers] = _fetch_rows(sql, [_build_tree(condition) for condition in conditions])
        return list(numbers)

    def match_titles(self, query: Query, filters: SearchFilters, *, limit: int) -> list[int]:
        matching = _filter_by_labels(_join_groups(query, "title"), filters)
        conditions = filters.condition
        signals = [(worth, _join_all(parts)) for worth, parts in _iter_title_signals(query)]
        score = " + ".join(
            f"{worth} * (words.rowid IN (SELECT rowid FROM search_title_words "
            "WHERE search_title_words MATCH %s))"
            for worth, _expression in signals
        )
        sql = f"""
            SELECT entry.id FROM {_TITLES}
            WHERE search_title_words MATCH %s{conditions.sql}
            ORDER BY {score} + {ranking.TITLE_BEGINS} * (entry.folded_title LIKE %s) DESC,
                entry.type = 'file', entry.date DESC, entry.id DESC LIMIT %s
        """
        expressions = [expression for _worth, expression in signals]
        parameters = [matching, *conditions.parameters, *expressions, f"{query.beginning}%", limit]
        return _fetch_keys(sql, parameters)

    def get_keys(self) -> set[int]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT rowid FROM search_words")
            return {row[0] for row in cursor.fetchall()}

    def optimize(self) -> None:
        with connection.cursor() as cursor:
            for table in TABLES:
                cursor.execute(f"INSERT INTO {table}({table}) VALUES ('optimize')")


def _build_row(entry: EntryWords) -> tuple[Any, ...]:
    folds = [_join_forms(part, 0) for part in (entry.title, entry.summary, entry.body)]
    exacts = [_join_forms(part, 1) for part in (entry.title, entry.summary, entry.body)]
    for texts, form in ((folds, 0), (exacts, 1)):
        if entry.rest:
            texts[-1] += "".join(f" {GAP.fold} {word[form]}" for word in entry.rest)
    return (entry.key, *folds, *exacts, " ".join(entry.labels))


def _join_forms(words: list[Word], form: int) -> str:
    return " ".join(word[form] for word in words)  # type: ignore[misc]


def _fetch_rows(sql: str, parameters: list[Any]) -> list[tuple]:
    with connection.cursor() as cursor, _limit_time(settings.SEARCH_SECONDS):
        cursor.execute(sql, parameters)
        return cursor.fetchall()


@contextmanager
def _limit_time(seconds: float) -> Iterator[None]:
    """Interrupt SQLite after so many seconds; ``SearchTimeoutError`` is raised then."""
    end = time.monotonic() + seconds
    is_stopped = False

    def is_to_stop() -> bool:
        # Interrupt only once: Django queries SQLite again to log the interrupted statement.
        nonlocal is_stopped
        is_stopped, was_stopped = time.monotonic() > end, is_stopped
        return is_stopped and not was_stopped

    connection.connection.set_progress_handler(is_to_stop, STEPS)
    try:
        yield
    except OperationalError as error:
        if getattr(error.__cause__, "sqlite_errorcode", None) == sqlite3.SQLITE_INTERRUPT:
            raise SearchTimeoutError from error
        raise
    finally:
        connection.connection.set_progress_handler(None, STEPS)


def _fetch_keys(sql: str, parameters: list[Any]) -> list[int]:
    return [row[0] for row in _fetch_rows(sql, parameters)]


def _build_condition(plan: SearchPlan, filters: SearchFilters) -> tuple[str, Condition]:
    """Return the FTS5 expression, and the SQL condition on entries."""
    parts = [_build_tree(plan.condition)] if plan.condition else []
    for phrase in plan.query.phrases:
        parts.append(_build_tree(Match(phrase, is_exact=is_accented(phrase))))
    expression = _filter_by_labels(_join_all(parts), filters)
    for phrase in plan.query.left_out:
        unwanted = _build_tree(Match(phrase, is_exact=is_accented(phrase)))
        expression = f"({expression}) NOT ({unwanted})"
    return expression, filters.condition


def _build_tree(tree: Tree) -> str:
    if isinstance(tree, Match):
        columns = COLUMNS[tree.is_exact]
        if tree.is_begun:
            [word] = tree.words
            return f'{columns} : ("{word.start}"* OR "{word.fold}")'
        return f"{columns} : {_match_phrase(tree.words, is_exact=tree.is_exact)}"
    if isinstance(tree, Owned):
        return f'labels : "{make_agency_label(tree.agency)}"'
    operator = " AND " if isinstance(tree, AllOf) else " OR "
    return operator.join(f"({_build_tree(part)})" for part in tree.parts)


def _join_groups(query: Query, columns: str) -> str:
    groups = []
    for number, (typed, *others) in enumerate(query.groups, 1):
        alternatives = [
            _join_all([_match_phrase((word,)) for word in typed]),
            *map(_match_phrase, others),
        ]
        if query.is_unfinished and number == len(query.groups):
            begun = [*map(_match_phrase, ((word,) for word in typed[:-1])), f'"{typed[-1].start}"*']
            alternatives.append(_join_all(begun))
        groups.append(f"({' OR '.join(alternatives)})")
    return f"{columns} : ({' AND '.join(groups)})"


def _filter_by_labels(expression: str, filters: SearchFilters) -> str:
    for labels in filters.labels:
        wanted = " OR ".join(f'"{label}"' for label in labels)
        expression = f"(labels : ({wanted})) AND ({expression})"
    return expression


def _build_score(plan: SearchPlan, filters: SearchFilters) -> tuple[str, list[Any]]:
    """Return SQL for the sum of the first signals that hold for an entry, and its parameters.

    Each signal is looked up once for all entries.
    """
    signals = list(ranking.iter_first_signals(plan))
    parts = [
        f"{signal.score} * (words.rowid IN "
        "(SELECT rowid FROM search_words WHERE search_words MATCH %s))"
        for signal in signals
    ]
    values = [
        f"{'exact_' * signal.is_exact}{signal.where} : "
        f"{_match_phrase(signal.words, is_exact=signal.is_exact)}"
        for signal in signals
    ]
    return " + ".join(parts) or "0", [_filter_by_labels(value, filters) for value in values]


def _iter_title_signals(query: Query) -> Iterator[tuple[int, list[str]]]:
    typed = query.typed
    sign = "*" if query.is_unfinished else ""
    yield ranking.TITLE_PHRASE, [f'title : "{query.beginning}"{sign}']
    accented = [word for word in typed[:-1] if word.is_accented]
    exact = [f'exact_title : "{word.exact}"' for word in accented]
    if typed[-1].is_accented:
        exact.append(f'exact_title : "{typed[-1].exact}"{sign}')
    if exact:
        yield ranking.TITLE_EXACT, exact
    if query.is_unfinished:
        yield ranking.TITLE_WHOLE, [f'title : "{typed[-1].fold}"']


def _match_phrase(words: Phrase, *, is_exact: bool = False) -> str:
    return f'"{" ".join(word.exact if is_exact else word.fold for word in words)}"'


def _join_all(parts: Iterable[str]) -> str:
    return " AND ".join(f"({part})" for part in parts)
