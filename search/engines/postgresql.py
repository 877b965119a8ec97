"""The search engine for PostgreSQL's full-text search.

It uses no parser, dictionary or extension of PostgreSQL: it writes lexemes with their positions,
and queries made of lexemes. Titles and summaries are in small columns of their own, beside the
whole text. Most signals of all matches are evaluated on these; few are on the whole text, which
is stored apart and costs a read.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import count
from typing import Any

from django.conf import settings
from django.db import OperationalError, connection
from psycopg2.errors import QueryCanceled

from content.text.folding import Word
from ops.database.limits import get_seconds_left
from search.engines import ranking
from search.engines.base import (
    ENTRY,
    GAP,
    Count,
    EntryWords,
    MatchedEntries,
    SearchFilters,
    SearchTimeoutError,
    divide_rows,
    limit_letters,
    make_agency_label,
    select_best_and_counts,
)
from search.engines.plans import AllOf, Match, Owned, SearchPlan, Tree
from search.engines.ranking import Where
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
    # Migration 0006 of the app switches fastupdate on: words wait until there are 128 KB of them.
    "CREATE INDEX search_words_head ON search_words USING gin (head) WITH (fastupdate = off)",
    "CREATE INDEX search_words_whole ON search_words USING gin (whole) WITH (fastupdate = off)",
)
TABLES = ("search_words",)
# PostgreSQL's weights, which distinguish title, summary and body.
WEIGHTS = {Where.TITLE: "A", Where.SUMMARY: "B"}
BODY = "D"
# What one statement may take of the seconds that a request may still wait; counting words, which is
# not needed for an answer, leaves time for finding them.
SHARE_OF_SECONDS_LEFT, SHARE_FOR_COUNTING = 0.8, 0.3
# Before words with their accents in the column of those without, which has an index.
EXACT = "="
# Letters of such words in a text: all syllables of Vietnamese have fewer.
MAX_ACCENTED = 60_000
# The planner does not know the cost of reading long texts, and would read all of them. It would
# also compile searches (JIT), which takes longer than it saves.
SETTINGS = (
    "SET LOCAL random_page_cost = 1.1",
    "SET LOCAL enable_seqscan = off",
    "SET LOCAL jit = off",
)


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

    def find(self, plan: SearchPlan, filters: SearchFilters) -> MatchedEntries:
        score, values = _build_score(plan)
        found, parameters = _build_found(plan, filters, score)
        conditions = filters.condition
        sql = f"""
            WITH {found}, visible AS MATERIALIZED (
                SELECT * FROM entry WHERE true{conditions.sql}
            )
            {select_best_and_counts(plan.query, filters.window)}
        """
        return divide_rows(_fetch_rows(sql, [*values, *parameters, *conditions.parameters]))

    def list_latest(self, plan: SearchPlan, filters: SearchFilters, *, limit: int) -> list[int]:
        found, parameters = _build_found(plan, filters)
        conditions = filters.condition
        sql = f"""
            WITH {found} SELECT entry.id FROM entry WHERE true{conditions.sql}
            ORDER BY entry.date DESC, entry.id DESC LIMIT %s
        """
        return _fetch_keys(sql, [*parameters, *conditions.parameters, limit])

    def list_counts(self, plan: SearchPlan, filters: SearchFilters) -> list[Count]:
        found, parameters = _build_found(plan, filters)
        conditions = filters.condition
        sql = f"""
            WITH {found} SELECT entry.agency_id, entry.type, entry.language, count(*)
            FROM entry WHERE true{conditions.sql} GROUP BY 1, 2, 3
        """
        rows = _fetch_rows(sql, [*parameters, *conditions.parameters])
        return [Count(*row) for row in rows]

    def count_each(self, conditions: Sequence[Tree], most: int) -> list[int]:
        if not conditions:
            return []
        counts, parameters = list[str](), list[Any]()
        for condition in conditions:
            sql = "words.whole @@ %s::tsquery"
            parameters.append(_build_tree(condition))
            if isinstance(condition, Match) and condition.is_exact and len(condition.words) > 1:
                # The index has no places of words with accents.
                sql += " AND words.exact_whole @@ %s::tsquery"
                parameters.append(_match_anywhere(condition.words, is_exact=True))
            some = f"SELECT 1 FROM search_words AS words WHERE {sql} LIMIT {most}"
            counts.append(f"(SELECT count(*) FROM ({some}) AS found)")
        sql = f"SELECT {', '.join(counts)}"
        [numbers] = _fetch_rows(sql, parameters, share=SHARE_FOR_COUNTING)
        return list(numbers)

    def match_titles(self, query: Query, filters: SearchFilters, *, limit: int) -> list[int]:
        parts = [_join_groups(query, ["A"]), *_join_labels(filters)]
        conditions = filters.condition
        signals = list(_iter_title_signals(query))
        score = " + ".join(
            f"CASE WHEN words.{column} @@ %s::tsquery THEN {worth} ELSE 0 END"
            for worth, column, _expression in signals
        )
        found = _select_entries(
            f"SELECT words.entry_id, {score} AS score FROM search_words AS words"
            " WHERE words.head @@ %s::tsquery",
            f"{ENTRY}, entry.folded_title, found.score",
        )
        sql = f"""
            WITH {found} SELECT entry.id FROM entry WHERE true{conditions.sql}
            ORDER BY entry.score +
                CASE WHEN entry.folded_title LIKE %s THEN {ranking.TITLE_BEGINS} ELSE 0 END DESC,
                entry.type = 'file', entry.date DESC, entry.id DESC LIMIT %s
        """
        expressions = [expression for _worth, _column, expression in signals]
        parameters = [
            *expressions,
            _join_all(parts),
            *conditions.parameters,
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
        _build_vector(
            whole, 0, [*labels, *(word.fold for word in entry.rest), *_list_accented(entry)]
        ),
        _build_vector(whole, 1, [word.exact for word in entry.rest]),
    )


def _list_accented(entry: EntryWords) -> list[str]:
    """Return the words that have accents, each once and marked by ``EXACT``."""
    words = {*entry.title, *entry.summary, *entry.body, *entry.rest}
    accented = limit_letters(sorted(word for word in words if word.is_accented), MAX_ACCENTED)
    return [f"{EXACT}{word.exact}" for word in accented]


def _build_vector(parts: list[tuple[str, list[Word]]], form: int, bare: Iterable[str] = ()) -> str:
    """Return a ``tsvector`` literal of words with positions, and of ``bare`` ones without.

    ``parts``: pairs of weight and words. ``form``: index of the form in ``Word``.
    """
    places: dict[str, list[str]] = {}
    numbers = count(1)
    for weight, words in parts:
        for word, position in zip(words, numbers, strict=False):
            if word is not GAP:
                places.setdefault(str(word[form]), []).append(f"{position}{weight}")
    lexemes = [f"'{lexeme}':{','.join(positions)}" for lexeme, positions in places.items()]
    return " ".join([*lexemes, *(f"'{lexeme}'" for lexeme in bare)])


def _fetch_rows(
    sql: str, parameters: list[Any], *, share: float = SHARE_OF_SECONDS_LEFT
) -> list[tuple]:
    # Several statements of one request share what it may wait, and when that is used up the
    # database counts as away.
    seconds = min(settings.SEARCH_SECONDS, share * get_seconds_left())
    # Never 0, which would be no limit.
    longest = f"SET LOCAL statement_timeout = {max(1, 1000 * seconds):.0f}"
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


def _build_found(
    plan: SearchPlan, filters: SearchFilters, score: str = "0"
) -> tuple[str, list[Any]]:
    """Return the SQL of the table ``entry``, what has the words, and its parameters.

    ``score``: SQL of a column; its parameters come before these.
    """
    matching, parameters = _match_words(plan, filters)
    words = f"SELECT words.entry_id, {score} AS score FROM search_words AS words WHERE {matching}"
    return _select_entries(words, f"{ENTRY}, found.score"), parameters


def _select_entries(words: str, columns: str) -> str:
    """Return the SQL of the table ``entry``: columns of the entries that ``words`` selects.

    It is made in two steps, and conditions on entries are a third, because the planner takes each
    for dearer than it is: where much is found, it would read all texts in the order of keys instead
    of asking the index, or all entries instead of those found.
    """
    return f"""found AS MATERIALIZED ({words}), entry AS MATERIALIZED (
        SELECT {columns} FROM found JOIN search_searchentry AS entry ON entry.id = found.entry_id
    )"""


def _match_words(plan: SearchPlan, filters: SearchFilters) -> tuple[str, list[Any]]:
    """Return the SQL condition on words, and its parameters."""
    parts = _join_labels(filters)
    if plan.condition:
        parts.insert(0, _build_tree(plan.condition))
    exact: list[str] = []
    for phrase in plan.query.phrases:
        # The index has no places of words with accents: it selects candidates, whose whole texts
        # are then compared.
        parts.append(_match_anywhere(phrase))
        if is_accented(phrase):
            exact.append(_match_anywhere(phrase, is_exact=True))
    for phrase in plan.query.left_out:
        if is_accented(phrase):
            exact.append(f"!({_match_anywhere(phrase, is_exact=True)})")
        else:
            parts.append(f"!({_match_anywhere(phrase)})")
    sql, parameters = "words.whole @@ %s::tsquery", [_join_all(parts)]
    if exact:
        sql += " AND words.exact_whole @@ %s::tsquery"
        parameters.append(_join_all(exact))
    return sql, parameters


def _build_tree(tree: Tree) -> str:
    if isinstance(tree, Match):
        if tree.is_exact:
            marks = (EXACT if word.is_accented else "" for word in tree.words)
            forms = (word.exact if word.is_accented else word.fold for word in tree.words)
            return _join_all(f"'{mark}{form}'" for mark, form in zip(marks, forms, strict=True))
        if tree.is_begun:
            [word] = tree.words
            return f"'{word.start}':* | '{word.fold}'"
        return _match_anywhere(tree.words)
    if isinstance(tree, Owned):
        return f"'@{make_agency_label(tree.agency)}'"
    operator = " & " if isinstance(tree, AllOf) else " | "
    return operator.join(f"({_build_tree(part)})" for part in tree.parts)


def _join_groups(query: Query, weights: Sequence[str]) -> str:
    groups = []
    for number, (typed, *others) in enumerate(query.groups, 1):
        alternatives = [_join_all(_format_lexeme(word.fold, weights) for word in typed)]
        alternatives += [_match_phrase(other, weights) for other in others]
        if query.is_unfinished and number == len(query.groups):
            begun = [_format_lexeme(word.fold, weights) for word in typed[:-1]]
            alternatives.append(
                _join_all([*begun, _format_lexeme(typed[-1].start, [*weights, "*"])])
            )
        groups.append(" | ".join(f"({alternative})" for alternative in alternatives))
    return _join_all(groups)


def _join_labels(filters: SearchFilters) -> list[str]:
    return [" | ".join(f"'@{label}'" for label in labels) for labels in filters.labels]


def _build_score(plan: SearchPlan) -> tuple[str, list[Any]]:
    signals = list(ranking.iter_first_signals(plan))
    parts = [
        f"CASE WHEN words.{'exact_' * signal.is_exact}head @@ %s::tsquery "
        f"THEN {signal.score} ELSE 0 END"
        for signal in signals
    ]
    return " + ".join(parts) or "0", [
        _match_phrase(signal.words, WEIGHTS[signal.where], is_exact=signal.is_exact)
        for signal in signals
    ]


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
