"""Synonyms: those listed by the ICT department, and present and former names of agencies.

They are read from the database at every search, so a change counts at once, in all processes.
"""

from collections.abc import Collection, Iterable
from typing import NamedTuple

from django.db import connection
from django.db.models import Q

from content.text.folding import clean_text, get_folded_words
from search.models import MAX_TERM_WORDS, Synonym
from search.text.queries import Phrase, wrap_words
from search.text.words import split_parts

# Terms read that match a part of the query: every district may have an agency of that name.
MAX_GROUPS = 40
# Words of which the beginning of an agency's name has to consist.
MIN_NAME_WORDS = 3


class FoundTerm(NamedTuple):
    """A term of the query: columns of ``Synonym``."""

    key: str
    group_id: int | None
    agency_id: int | None
    number: int


class TermReader:
    """Reads what the words of one query mean besides: synonyms, and the agency they name.

    Both are read in one query, and the other terms of what was found in a second.
    """

    def __init__(self) -> None:
        self._typed: Phrase = ()
        self._terms: list[FoundTerm] = []

    def expand(self, typed: Phrase) -> tuple[tuple[Phrase, ...], ...]:
        """Return the words divided into groups with their synonyms, preferring the longest terms.

        The first item of a group is what was typed; the others are phrases that mean the same.
        """
        known = _get_synonyms(self._read(typed), _list_keys(typed))
        groups: list[tuple[Phrase, ...]] = []
        start = 0
        while start < len(typed):
            for length in range(min(MAX_TERM_WORDS, len(typed) - start), 0, -1):
                own = typed[start : start + length]
                others = known.get(" ".join(get_folded_words(own)))
                if others:
                    groups.append((own, *others))
                    break
            else:
                length = 1
                groups += wrap_words(typed[start : start + 1])
            start += length
        return tuple(groups)

    def find_owner(self, typed: Phrase) -> tuple[Phrase, int] | None:
        """Return the longest part of the words that names one agency, and its key; None for none.

        Three words at the beginning of a name are enough if no other agency's name begins so.
        """
        names = [
            (term.key, term.agency_id)
            for term in self._read(typed)
            if term.agency_id and not term.number
        ]
        if not names:
            return None
        for length in range(min(MAX_TERM_WORDS, len(typed)), 1, -1):
            parts = _list_parts(typed, length)
            named = {
                agency: part
                for name, agency in names
                for key, part in parts.items()
                if name == key or (length >= MIN_NAME_WORDS and name.startswith(f"{key} "))
            }
            if len(named) == 1:
                [(agency, part)] = named.items()
                return part, agency
        return None

    def _read(self, typed: Phrase) -> list[FoundTerm]:
        if typed != self._typed:
            self._typed, self._terms = typed, _read_terms(typed)
        return self._terms


def _list_keys(typed: Phrase) -> list[str]:
    """Return every sequence of the words, without accents, each once."""
    keys = (
        " ".join(get_folded_words(typed[start:end]))
        for start in range(len(typed))
        for end in range(start + 1, min(len(typed), start + MAX_TERM_WORDS) + 1)
    )
    return list(dict.fromkeys(keys))


def _read_terms(typed: Phrase) -> list[FoundTerm]:
    """Return the terms that are a sequence of the words, then names of agencies that begin so.

    Written in SQL, because Django takes longer to write this than the database to answer it.
    """
    keys = _list_keys(typed)
    if not keys:
        return []
    begun = [f"{key} %" for key in keys if key.count(" ") >= MIN_NAME_WORDS - 1]
    same = f"key IN ({', '.join(['%s'] * len(keys))})"
    names = " OR ".join(["key LIKE %s"] * len(begun))
    named = f" OR agency_id IS NOT NULL AND number = 0 AND ({names})" if begun else ""
    # Groups of the ICT department come first: agencies share their names by the hundred.
    sql = f"""
        SELECT {", ".join(FoundTerm._fields)} FROM search_synonym WHERE {same}{named}
        ORDER BY NOT ({same}), group_id IS NULL, group_id, id LIMIT %s
    """  # noqa: S608, placeholders alone
    most = MAX_GROUPS * (1 + len(typed))
    with connection.cursor() as cursor:
        cursor.execute(sql, [*keys, *begun, *keys, most])
        return [*map(FoundTerm._make, cursor.fetchall())]


def _list_parts(typed: Phrase, length: int) -> dict[str, Phrase]:
    """Return the sequences of so many of the words, by their words without accents."""
    parts = [typed[start : start + length] for start in range(len(typed) - length + 1)]
    return {" ".join(get_folded_words(part)): part for part in parts}


def _get_synonyms(terms: Iterable[FoundTerm], keys: Collection[str]) -> dict[str, list[Phrase]]:
    """Return the synonyms of those of the terms that have one of the keys, by that."""
    matched = [term for term in terms if term.key in keys][:MAX_GROUPS]
    together: dict[tuple[object, ...], list[Synonym]] = {}
    for term in Synonym.objects.filter(_same_group_q(matched)).order_by("pk") if matched else ():
        together.setdefault(_get_group_key(term), []).append(term)
    known: dict[str, list[Phrase]] = {}
    for synonym in matched:
        others = [term for term in together[_get_group_key(synonym)] if term.key != synonym.key]
        phrases = known.setdefault(synonym.key, [])
        phrases += [tuple(split_parts(clean_text(term.term))) for term in others]
    return {key: _remove_duplicates(phrases) for key, phrases in known.items()}


def _same_group_q(matched: Iterable[FoundTerm]) -> Q:
    condition = Q(pk__in=[])
    for synonym in matched:
        condition |= Q(group=synonym.group_id, agency=synonym.agency_id, number=synonym.number)
    return condition


def _get_group_key(term: Synonym | FoundTerm) -> tuple[object, ...]:
    return term.group_id, term.agency_id, term.number


def _remove_duplicates(phrases: Iterable[Phrase]) -> list[Phrase]:
    return list({get_folded_words(phrase): phrase for phrase in phrases if phrase}.values())
