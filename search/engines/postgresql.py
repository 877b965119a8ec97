"""The search engine for PostgreSQL's full-text search.

It uses no parser, dictionary or extension of PostgreSQL: it writes lexemes with their positions,
and queries made of lexemes. Titles and summaries are in small columns of their own, beside the
whole text. Most signals of all matches are evaluated on these; few are on the whole text, which
is stored apart and costs a read.
"""

from collections.abc import Collection, Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.conf import settings
from django.db import OperationalError, connection
from psycopg2.errors import QueryCanceled

from content.text.folding import Word
from search.engines import ranking
from search.engines.base import (
    GAP,
    LAST_RANKS,
    WINDOW,
    Count,
    EntryWords,
    SearchFilters,
    SearchTimeoutError,
)
from search.engines.ranking import RankingSignal, Where
from search.text.queries import Phrase, Query, is_accented

CREATE = (
    """
    CREATE TABLE search_words (
        entry_id bigint PRIMARY KEY
            REFERENCES search_searchentry (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
        head tsvector NOT NULL, exact_head tsvector NOT NULL,
        whole tsvector NOT NULL, exact_whole tsvector NOT NULL
    )
    """,
    # Uncompressed, and stored apart from the small columns.
    """
    ALTER TABLE search_words
        ALTER whole SET STORAGE EXTERNAL, ALTER exact_whole SET STORAGE EXTERNAL
    """,
    "ALTER TABLE search_words SET (toast_tuple_target = 1500)",
    "CREATE INDEX search_words_head ON search_words USING gin (head) WITH (fastupdate = off)",
    "CREATE INDEX search_words_whole ON search_words USING gin (whole) WITH (fastupdate = off)",
)
TABLES = ("search_words",)
# PostgreSQL's weights, which distinguish title, summary and body.
WEIGHTS = {Where.TITLE: "A", Where.SUMMARY: "B"}
BODY = "D"
# The planner does not know the cost of reading long texts, and would read all of them. It would
# also compile searches (JIT), which takes longer than it saves.
SETTINGS = (
    "SET LOCAL random_page_cost = 1.1",
    "SET LOCAL enable_seqscan = off",
    "SET LOCAL jit = off",
)
_ENTRIES = "search_words AS words JOIN search_searchentry AS entry ON entry.id = words.entry_id"


class PostgreSQLEngine:
    """The search engine for PostgreSQL; ``search.engines.base.Engine`` documents its methods."""

    def write(self, entries: Iterable[EntryWords]) -> None:
        rows = [_build_row(entry) for entry in entries]
        with connection.cursor() as cursor:
            cursor.executemany(
                """
                INSERT INTO search_words (entry_id, head, exact_head, whole, exact_whole)
                VALUES (%s, %s::tsvector, %s::tsvector, %s::tsvector, %s::tsvector)
                ON CONFLICT (entry_id) DO UPDATE SET
                    head = EXCLUDED.head, exact_head = EXCLUDED.exact_head,
                    whole = EXCLUDED.whole, exact_whole = EXCLUDED.exact_whole
                """,
                rows,
            )

    def remove(self, keys: Collection[int]) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM search_words WHERE entry_id = ANY(%s)", [list(keys)])

    def rank(
        self, query: Query, filters: SearchFilters, *, limit: int, any_word: bool = False
    ) -> list[int]:
        signals = list(ranking.iter_coarse_signals(query))
        if any_word:
            signals += ranking.iter_any_word_signals(query)
        first, values = _build_score(signals)
        case, case_values = _build_case(ranking.list_deep_signals(query))
        found, parameters = _build_condition(query, filters, any_word=any_word)
        second, second_values = _build_score(list(ranking.iter_fine_signals(query)))
        sql = f"""
            WITH best AS MATERIALIZED (
                SELECT entry.id AS id, {LAST_RANKS}, {first} + {case} AS score
                FROM {_ENTRIES} WHERE {found}
                ORDER BY score DESC, is_file, date DESC, id DESC LIMIT {WINDOW}
            )
            SELECT id FROM best JOIN search_words AS words ON words.entry_id = best.id
            ORDER BY score + {second} DESC, is_file, date DESC, id DESC LIMIT %s
        """
        return _fetch_keys(sql, [*values, *case_values, *parameters, *second_values, limit])

    def list_latest(
        self, query: Query, filters: SearchFilters, *, limit: int, any_word: bool = False
    ) -> list[int]:
        found, parameters = _build_condition(query, filters, any_word=any_word)
        sql = f"""
            SELECT entry.id FROM {_ENTRIES} WHERE {found}
            ORDER BY entry.date DESC, entry.id DESC LIMIT %s
        """
        return _fetch_keys(sql, [*parameters, limit])

    def list_counts(
        self, query: Query, filters: SearchFilters, *, any_word: bool = False
    ) -> list[Count]:
        found, parameters = _build_condition(query, filters, any_word=any_word)
        sql = f"""
            SELECT entry.agency_id, entry.type, entry.language, count(*)
            FROM {_ENTRIES} WHERE {found} GROUP BY 1, 2, 3
        """
        return [Count(*row) for row in _fetch_rows(sql, parameters)]

    def match_titles(self, query: Query, filters: SearchFilters, *, limit: int) -> list[int]:
        parts = [_join_groups(query, ["A"]), *_join_labels(filters)]
        conditions = filters.condition
        signals = list(_iter_title_signals(query))
        score = " + ".join(
            f"CASE WHEN words.{column} @@ %s::tsquery THEN {worth} ELSE 0 END"
            for worth, column, _expression in signals
        )
        sql = f"""
            SELECT entry.id FROM {_ENTRIES} WHERE words.head @@ %s::tsquery{conditions.sql}
            ORDER BY {score} +
                CASE WHEN entry.folded_title LIKE %s THEN {ranking.TITLE_BEGINS} ELSE 0 END DESC,
                entry.type = 'file', entry.date DESC, entry.id DESC LIMIT %s
        """
        expressions = [expression for _worth, _column, expression in signals]
        parameters = [
            _join_all(parts),
            *conditions.parameters,
            *expressions,
            f"{query.beginning}%",
            limit,
        ]
        return _fetch_keys(sql, parameters)

    def get_keys(self) -> set[int]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT entry_id FROM search_words")
            return {row[0] for row in cursor.fetchall()}

    def optimize(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE search_words, search_searchentry")


def _build_row(entry: EntryWords) -> tuple[Any, ...]:
    labels = [f"@{label}" for label in entry.labels]
    head = [("A", entry.title), ("B", entry.summary)]
    whole = [*head, (BODY, entry.body)]
    return (
        entry.key,
        _build_vector(head, 0, labels),
        _build_vector(head, 1),
        _build_vector(whole, 0, [*labels, *(word.fold for word in entry.rest)]),
        _build_vector(whole, 1, [word.exact for word in entry.rest]),
    )


def _build_vector(parts: list[tuple[str, list[Word]]], form: int, bare: Iterable[str] = ()) -> str:
    """Return a ``tsvector`` literal of words with positions, and of ``bare`` ones without.

    ``parts``: pairs of weight and words. ``form``: index of the form in ``Word``.
    """
    everything = ((weight, word) for weight, words in parts for word in words)
    placed = [
        (str(word[form]), f"{position}{weight}")
        for position, (weight, word) in enumerate(everything, 1)
        if word is not GAP
    ]
    lexemes = [
        f"'{lexeme}':{','.join(position for _lexeme, position in same)}"
        for lexeme, same in groupby(sorted(placed, key=itemgetter(0)), key=itemgetter(0))
    ]
    return " ".join([*lexemes, *(f"'{lexeme}'" for lexeme in bare)])


def _fetch_rows(sql: str, parameters: list[Any]) -> list[tuple]:
    longest = f"SET LOCAL statement_timeout = {1000 * settings.SEARCH_SECONDS:.0f}"
    try:
        with connection.cursor() as cursor:
            # Sent together, the statements are one transaction, which the settings apply to
            # (PostgreSQL's manual, 55.2.2.1), and one round trip instead of five.
            cursor.execute("; ".join([*SETTINGS, longest, sql]), parameters)
            return cursor.fetchall()
    except OperationalError as error:
        if isinstance(error.__cause__, QueryCanceled):
            raise SearchTimeoutError from error
        raise


def _fetch_keys(sql: str, parameters: list[Any]) -> list[int]:
    return [row[0] for row in _fetch_rows(sql, parameters)]


def _build_condition(
    query: Query, filters: SearchFilters, *, any_word: bool
) -> tuple[str, list[Any]]:
    """Return the SQL condition on words and entries, and its parameters."""
    parts = _join_labels(filters)
    if query.groups:
        parts.insert(0, _join_groups(query, any_word=any_word))
    exact: list[str] = []
    for phrase in query.phrases:
        # The index has no accents: it selects candidates, whose whole texts are then compared.
        parts.append(_match_anywhere(phrase))
        if is_accented(phrase):
            exact.append(_match_anywhere(phrase, is_exact=True))
    for phrase in query.left_out:
        if is_accented(phrase):
            exact.append(f"!({_match_anywhere(phrase, is_exact=True)})")
        else:
            parts.append(f"!({_match_anywhere(phrase)})")
    conditions = filters.condition
    sql, parameters = "words.whole @@ %s::tsquery", [_join_all(parts)]
    if exact:
        sql += " AND words.exact_whole @@ %s::tsquery"
        parameters.append(_join_all(exact))
    return sql + conditions.sql, [*parameters, *conditions.parameters]


def _join_groups(query: Query, weights: Iterable[str] = (), *, any_word: bool = False) -> str:
    groups = []
    for number, (typed, *others) in enumerate(query.groups, 1):
        alternatives = [_join_all(_format_lexeme(word.fold, weights) for word in typed)]
        alternatives += [
            _match_phrase(other, weights) if weights else _match_anywhere(other) for other in others
        ]
        if query.is_unfinished and number == len(query.groups):
            begun = [_format_lexeme(word.fold, weights) for word in typed[:-1]]
            alternatives.append(
                _join_all([*begun, _format_lexeme(typed[-1].start, [*weights, "*"])])
            )
        groups.append(" | ".join(f"({alternative})" for alternative in alternatives))
    operator = " | " if any_word else " & "
    return operator.join(f"({group})" for group in groups)


def _join_labels(filters: SearchFilters) -> list[str]:
    return [" | ".join(f"'@{label}'" for label in labels) for labels in filters.labels]


def _build_score(signals: list[RankingSignal]) -> tuple[str, list[Any]]:
    parts = [
        f"CASE WHEN words.{_get_column(signal)} @@ %s::tsquery THEN {signal.score} ELSE 0 END"
        for signal in signals
    ]
    return " + ".join(parts) or "0", [_build_signal_query(signal) for signal in signals]


def _build_case(cases: list[tuple[RankingSignal, ...]]) -> tuple[str, list[Any]]:
    if not cases:
        return "0", []
    whens = [
        f"WHEN words.{_get_column(case[0])} @@ %s::tsquery THEN {case[0].score}" for case in cases
    ]
    conditions = [
        " | ".join(f"({_build_signal_query(signal)})" for signal in case) for case in cases
    ]
    return f"CASE {' '.join(whens)} ELSE 0 END", list(conditions)


def _get_column(signal: RankingSignal) -> str:
    column = "whole" if signal.where == Where.ANYWHERE else "head"
    return f"exact_{column}" if signal.is_exact else column


def _build_signal_query(signal: RankingSignal) -> str:
    if signal.where == Where.ANYWHERE and signal.is_phrase:
        return _match_anywhere(signal.terms, is_exact=signal.is_exact)
    weights = [WEIGHTS[signal.where]] if signal.where in WEIGHTS else []
    if signal.is_phrase:
        return _match_phrase(signal.terms, weights, is_exact=signal.is_exact)
    forms = (word.exact if signal.is_exact else word.fold for word in signal.terms)
    return _join_all(_format_lexeme(form, weights) for form in forms)


def _iter_title_signals(query: Query) -> Iterator[tuple[int, str, str]]:
    typed = query.typed
    last = ["A", "*"] if query.is_unfinished else ["A"]
    lexemes = [
        *(_format_lexeme(word.fold, ["A"]) for word in typed[:-1]),
        _format_lexeme(query.last, last),
    ]
    yield ranking.TITLE_PHRASE, "head", " <-> ".join(lexemes)
    exact = [_format_lexeme(word.exact, ["A"]) for word in typed[:-1] if word.is_accented]
    if typed[-1].is_accented:
        exact.append(_format_lexeme(typed[-1].exact, last))
    if exact:
        yield ranking.TITLE_EXACT, "exact_head", _join_all(exact)
    if query.is_unfinished:
        yield ranking.TITLE_WHOLE, "head", _format_lexeme(typed[-1].fold, ["A"])


def _match_anywhere(words: Phrase, *, is_exact: bool = False) -> str:
    """Return a query for adjacent words within title, summary or body, not across their ends."""
    if len(words) == 1:
        return _match_phrase(words, is_exact=is_exact)
    alternatives = [
        _match_phrase(words, [weight], is_exact=is_exact) for weight in (*WEIGHTS.values(), BODY)
    ]
    return " | ".join(f"({alternative})" for alternative in alternatives)


def _match_phrase(words: Phrase, weights: Iterable[str] = (), *, is_exact: bool = False) -> str:
    forms = (word.exact if is_exact else word.fold for word in words)
    return " <-> ".join(_format_lexeme(form, weights) for form in forms)


def _format_lexeme(form: str, signs: Iterable[str] = ()) -> str:
    marks = "".join(signs)
    return f"'{form}':{marks}" if marks else f"'{form}'"


def _join_all(parts: Iterable[str]) -> str:
    return " & ".join(f"({part})" for part in parts)
