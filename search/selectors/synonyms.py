"""Synonyms: those listed by the ICT department, and present and former names of agencies.

They are read from the database at every search, so a change counts at once, in all processes.
"""

from collections.abc import Iterable

from django.db.models import F, Q

from content.text.folding import clean_text, get_folded_words
from search.models import MAX_TERM_WORDS, Synonym
from search.text.queries import Phrase, wrap_words
from search.text.words import split_parts

# Terms read that match a part of the query: every district may have an agency of that name.
MAX_GROUPS = 40
# Words of which the beginning of an agency's name has to consist.
MIN_NAME_WORDS = 3


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


def find_owner(typed: Phrase) -> tuple[Phrase, int] | None:
    """Return the longest part of the words that names one agency, and its key; None for none.

    Three words at the beginning of a name are enough if no other agency's name begins so.
    """
    lengths = range(min(MAX_TERM_WORDS, len(typed)), 1, -1)
    parts = {length: _list_parts(typed, length) for length in lengths}
    names = Q(pk__in=[])
    for length, keys in parts.items():
        names |= Q(key__in=keys)
        if length >= MIN_NAME_WORDS:
            for key in keys:
                names |= Q(key__startswith=f"{key} ")
    rows = Synonym.objects.filter(names, agency__isnull=False, number=0).order_by().distinct()
    found = list(rows.values_list("key", "agency")[: MAX_GROUPS * len(parts)]) if parts else []
    for length, keys in parts.items():
        named = {
            agency: part
            for name, agency in found
            for key, part in keys.items()
            if name == key or (length >= MIN_NAME_WORDS and name.startswith(f"{key} "))
        }
        if len(named) == 1:
            [(agency, part)] = named.items()
            return part, agency
    return None


def _list_parts(typed: Phrase, length: int) -> dict[str, Phrase]:
    """Return the sequences of so many of the words, by their words without accents."""
    parts = [typed[start : start + length] for start in range(len(typed) - length + 1)]
    return {" ".join(get_folded_words(part)): part for part in parts}


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
        phrases += [tuple(split_parts(clean_text(term.term))) for term in others]
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
