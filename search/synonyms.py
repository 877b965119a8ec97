"""Synonyms: those listed by the ICT department, and present and former names of agencies.

They are read from the database at every search, so a change counts at once, in all processes.
"""

import re
from collections.abc import Iterable, Iterator

from django.db.models import F, Q

from search.models import MOST_WORDS_OF_A_TERM, Synonym, SynonymGroup
from search.text.folding import clean, folded, folds, words
from search.text.queries import Phrase, alone
from sites.models import Agency

# What precedes, in an agency's name, its field of work, which is abbreviated on its own too.
_FIELD_OF_WORK = re.compile(r"^(?:Sở|Ban Quản lý|Ban|Văn phòng|Cục|Chi cục|Phòng)\s+(?=\w)")
_AND = re.compile(r"(?<!\s)\s++(?:và|-)\s+|,\s*")
# Two letters are ambiguous: TP is Tư pháp and thành phố.
SHORTEST_INITIALS = 3
# Terms read that match a part of the query: every district may have an agency of that name.
MOST_GROUPS = 40


def with_synonyms(typed: Phrase) -> tuple[tuple[Phrase, ...], ...]:
    """Return the words divided into groups with their synonyms, preferring the longest terms.

    The first item of a group is what was typed; the others are phrases that mean the same. Costs
    two queries.
    """
    known = _known(typed)
    groups: list[tuple[Phrase, ...]] = []
    start = 0
    while start < len(typed):
        for length in range(min(MOST_WORDS_OF_A_TERM, len(typed) - start), 0, -1):
            own = typed[start : start + length]
            others = known.get(" ".join(folds(own)))
            if others:
                groups.append((own, *others))
                break
        else:
            length = 1
            groups += alone(typed[start : start + 1])
        start += length
    return tuple(groups)


def learn_group(group: SynonymGroup) -> None:
    """Replace the stored terms of a synonym group."""
    group.synonyms.all().delete()
    Synonym.objects.bulk_create(
        Synonym(group=group, term=term, key=folded(term)) for term in group.listed
    )


def learn_names(agency_key: int) -> None:
    """Replace the stored names of an agency: present, former and abbreviated ones.

    If the agency no longer exists, its names are deleted.
    """
    Synonym.objects.filter(agency=agency_key).delete()
    agency = Agency.objects.prefetch_related("former_names").filter(pk=agency_key).first()
    if agency is None:
        return
    Synonym.objects.bulk_create(
        Synonym(agency=agency, number=number, term=term, key=key)
        for number, terms in enumerate(names_of(agency))
        for key, term in {folded(term): term for term in terms}.items()
        if key.count(" ") < MOST_WORDS_OF_A_TERM
    )


def names_of(agency: Agency) -> Iterator[list[str]]:
    """Yield groups of names that mean the agency, then of names that mean its field of work."""
    former = [former.name for former in agency.former_names.all()]
    names = [name for name in (agency.name_vi, agency.short_name, *former) if name]
    shortened = [short for name in names for short in _shortened(name)]
    if len({folded(name) for name in (*names, *shortened)}) > 1:
        yield [*names, *shortened]
    for name in names:
        field = _FIELD_OF_WORK.sub("", name)
        if field != name and " " in field:
            parts = [_initials(part) for part in _AND.split(field)]
            if len("".join(parts)) >= SHORTEST_INITIALS:
                yield [field, "&".join(parts), "".join(parts)]


def _shortened(name: str) -> Iterator[str]:
    """Yield the abbreviation of a name, *Sở Y tế* as SYT; nothing for names without such a type."""
    if _FIELD_OF_WORK.match(name):
        yield _initials(" ".join(_AND.split(name)))


def _initials(name: str) -> str:
    return "".join(word[0] for word in name.split()).upper()


def _known(typed: Phrase) -> dict[str, list[Phrase]]:
    """Return the synonyms of every sequence of the words, by its words without accents."""
    keys = {
        " ".join(folds(typed[start:end]))
        for start in range(len(typed))
        for end in range(start + 1, min(len(typed), start + MOST_WORDS_OF_A_TERM) + 1)
    }
    if not keys:
        return {}
    # Groups of the ICT department come first: agencies share their names by the hundred.
    order = F("group").asc(nulls_last=True), "pk"
    matched = list(Synonym.objects.filter(key__in=keys).order_by(*order)[:MOST_GROUPS])
    together: dict[tuple[object, ...], list[Synonym]] = {}
    for term in Synonym.objects.filter(_same(matched)).order_by("pk") if matched else ():
        together.setdefault(_group_of(term), []).append(term)
    known: dict[str, list[Phrase]] = {}
    for one in matched:
        others = [term for term in together[_group_of(one)] if term.key != one.key]
        phrases = known.setdefault(one.key, [])
        phrases += [tuple(words(clean(term.term))) for term in others]
    return {key: _each_once(phrases) for key, phrases in known.items()}


def _same(matched: Iterable[Synonym]) -> Q:
    condition = Q(pk__in=[])
    for one in matched:
        condition |= Q(group=one.group_id, agency=one.agency_id, number=one.number)
    return condition


def _group_of(term: Synonym) -> tuple[object, ...]:
    return term.group_id, term.agency_id, term.number


def _each_once(phrases: Iterable[Phrase]) -> list[Phrase]:
    return list({folds(phrase): phrase for phrase in phrases if phrase}.values())
