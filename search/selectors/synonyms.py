"""Synonyms: those listed by the ICT department, and present and former names of agencies.

They are read from the database at every search, so a change counts at once, in all processes.
"""

from collections.abc import Iterable

from django.db.models import F, Q

from content.text.folding import clean_text, get_folded_words, split_words
from search.models import MAX_TERM_WORDS, Synonym
from search.text.queries import Phrase, wrap_words

# Terms read that match a part of the query: every district may have an agency of that name.
MAX_GROUPS = 40


def expand_synonyms(typed: Phrase) -> tuple[tuple[Phrase, ...], ...]:
    """Return the words divided into groups with their synonyms, preferring the longest terms.

    The first item of a group is what was typed; the others are phrases that mean the same. Costs
    two queries.
    """
    known = _get_synonyms(typed)
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


def _get_synonyms(typed: Phrase) -> dict[str, list[Phrase]]:
    """Return the synonyms of every sequence of the words, by its words without accents."""
    keys = {
        " ".join(get_folded_words(typed[start:end]))
        for start in range(len(typed))
        for end in range(start + 1, min(len(typed), start + MAX_TERM_WORDS) + 1)
    }
    if not keys:
        return {}
    # Groups of the ICT department come first: agencies share their names by the hundred.
    order = F("group").asc(nulls_last=True), "pk"
    matched = list(Synonym.objects.filter(key__in=keys).order_by(*order)[:MAX_GROUPS])
    together: dict[tuple[object, ...], list[Synonym]] = {}
    for term in Synonym.objects.filter(_same_group_q(matched)).order_by("pk") if matched else ():
        together.setdefault(_get_group_key(term), []).append(term)
    known: dict[str, list[Phrase]] = {}
    for synonym in matched:
        others = [term for term in together[_get_group_key(synonym)] if term.key != synonym.key]
        phrases = known.setdefault(synonym.key, [])
        phrases += [tuple(split_words(clean_text(term.term))) for term in others]
    return {key: _remove_duplicates(phrases) for key, phrases in known.items()}


def _same_group_q(matched: Iterable[Synonym]) -> Q:
    condition = Q(pk__in=[])
    for synonym in matched:
        condition |= Q(group=synonym.group_id, agency=synonym.agency_id, number=synonym.number)
    return condition


def _get_group_key(term: Synonym) -> tuple[object, ...]:
    return term.group_id, term.agency_id, term.number


def _remove_duplicates(phrases: Iterable[Phrase]) -> list[Phrase]:
    return list({get_folded_words(phrase): phrase for phrase in phrases if phrase}.values())
