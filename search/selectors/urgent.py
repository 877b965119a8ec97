"""Urgent bulletins above the hits of a search, on every website, whomever they are for.

They are found apart from the ranking: a few are in force, and none may be missed. See
docs/features/emergency-layer.md.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from django.conf import settings
from django.core.paginator import Page as PaginatorPage
from django.utils import translation
from django.utils.html import escape

from bulletins.models import Urgency
from bulletins.selectors.urgent import UrgentBulletin, get_urgent_bulletins
from content.text.folding import Word, clean_text, split_words
from search.models import EntryType
from search.selectors.hits import Hit
from search.selectors.params import SearchParams
from search.selectors.results import SearchResults
from sites.requests import AgencyRequest

# Who types one of these looks for what is urgent now, whatever its title.
URGENT_TERMS = (
    "khẩn cấp",
    "khẩn",
    "cảnh báo",
    "báo động",
    "sơ tán",
    "di dời",
    "tránh trú",
    "emergency",
    "urgent",
    "alert",
    "warning",
    "evacuation",
    "evacuate",
)
# Say nothing about what is looked for.
FILLER_TERMS = (
    "thông báo",
    "thông tin",
    "tin tức",
    "bản tin",
    "tin",
    "tình hình",
    "hôm nay",
    "hiện nay",
    "mới nhất",
    "có gì",
    "đang",
    "không",
    "tại",
    "ở",
    "notice",
    "news",
    "in",
    "the",
)
# Words with which names of agencies begin; places are recognised by what follows.
GENERIC_NAMES = (
    "ủy ban nhân dân",
    "ubnd",
    "thành phố",
    "thị trấn",
    "thị xã",
    "huyện",
    "phường",
    "xã",
    "tỉnh",
)
# Share of the words that must stand in a bulletin.
MOST = 2 / 3
MAX_WORDS = 12

Words = Sequence[Word]
_URGENT, _FILLERS, _GENERIC = (
    [split_words(clean_text(term)) for term in terms]
    for terms in (URGENT_TERMS, FILLER_TERMS, GENERIC_NAMES)
)


@dataclass(frozen=True)
class UrgentHit:
    """An urgent bulletin and the same as a search hit."""

    bulletin: UrgentBulletin
    hit: Hit


def list_urgent_hits(params: SearchParams, request: AgencyRequest) -> list[UrgentHit]:
    """Return the urgent bulletins that a search means, for its first page.

    Empty if the results are filtered to something other than bulletins.
    """
    words = _read_query(params.text)
    others = replace(params, type="" if params.type == EntryType.BULLETIN else params.type)
    if not words or others.is_filtered or params.page not in {"", "1"}:
        return []
    return [
        UrgentHit(bulletin, _build_hit(bulletin))
        for bulletin in get_urgent_bulletins(request)
        if is_meant(bulletin, words)
    ]


def list_other_emergencies(
    urgent: Iterable[UrgentHit], request: AgencyRequest
) -> list[UrgentBulletin]:
    """Return the emergencies in force in the province that are not among ``urgent``."""
    meant = {each.bulletin.source.pk for each in urgent}
    return [
        bulletin
        for bulletin in get_urgent_bulletins(request)
        if bulletin.source.urgency == Urgency.EMERGENCY and bulletin.source.pk not in meant
    ]


def remove_repeated(results: SearchResults, urgent: Collection[UrgentHit]) -> SearchResults:
    """Return the results without the hits that already stand above them, on whichever website."""
    paths = {urlsplit(each.hit.url).path for each in urgent}
    with translation.override(settings.LANGUAGE_CODE):
        paths |= {each.bulletin.source.path for each in urgent}
    hits = [hit for hit in results.hits if urlsplit(hit.url).path not in paths]
    return replace(results, page=PaginatorPage(hits, results.page.number, results.page.paginator))


def is_meant(bulletin: UrgentBulletin, words: Words) -> bool:
    """Return whether somebody who types ``words`` means an urgent bulletin.

    Words of urgency (``URGENT_TERMS``) mean all of them. Of the other words, except fillers and
    places where it holds, most must stand in title, summary and what to do, two of them side by
    side if there are several: *dat* alone is in many texts. A place alone means its emergencies.
    Accents count where they were typed, unless several words say what is meant.
    """
    rest, is_urgent = _remove_terms(words, _URGENT)
    rest, _ = _remove_terms(rest, _FILLERS)
    rest, _ = _remove_terms(rest, _GENERIC)
    places = [_remove_terms(split_words(name), _GENERIC)[0] for name in bulletin.names]
    rest, is_place = _remove_terms(rest, [place for place in places if place])
    if not rest:
        is_emergency = bulletin.source.urgency == Urgency.EMERGENCY
        return is_urgent or (is_place and is_emergency)
    return _matches_text(bulletin, rest)


def _matches_text(bulletin: UrgentBulletin, words: Words) -> bool:
    text = bulletin.text
    written = [
        split_words(clean_text(part))
        for part in (text.title, text.summary, text.instruction, str(bulletin.places))
    ]
    if len(words) == 1:
        return any(_is_same(words[0], word) for word in written[0])
    folded = {word.fold for part in written for word in part}
    pairs = {pair for part in written for pair in _list_pairs(part)}
    number = sum(word.fold in folded for word in words)
    return number >= MOST * len(words) and not pairs.isdisjoint(_list_pairs(words))


def _list_pairs(words: Words) -> list[tuple[str, str]]:
    folded = [word.fold for word in words]
    return [*zip(folded, folded[1:], strict=False)]


def _read_query(text: str) -> list[Word]:
    """Return the words of a query without those that it excludes, at most ``MAX_WORDS``."""
    terms = clean_text(text[:255]).split()
    wanted = " ".join(term for term in terms if not term.startswith("-"))
    return split_words(wanted)[:MAX_WORDS]


def _remove_terms(words: Words, terms: Iterable[Words]) -> tuple[list[Word], bool]:
    """Return the words without each run that is one of ``terms``, and whether there was any.

    Longer terms go first.
    """
    left = list(words)
    for term in sorted(terms, key=len, reverse=True):
        at = 0
        while at <= len(left) - len(term):
            if all(map(_is_same, left[at:], term)):
                del left[at : at + len(term)]
            else:
                at += 1
    return left, len(left) < len(words)


def _is_same(typed: Word, word: Word) -> bool:
    """Return whether a typed word is ``word``; its accents may be left out, but not be others."""
    return typed.exact == word.exact if typed.is_accented else typed.fold == word.fold


def _build_hit(bulletin: UrgentBulletin) -> Hit:
    source, text = bulletin.source, bulletin.text
    return Hit(
        title=escape(text.title),
        plain_title=text.title,
        passage=escape(text.instruction or text.summary),
        url=bulletin.nearest_url,
        type=str(EntryType.BULLETIN.label),
        owner=source.source,
        date=source.issued_on,
        language=text.language,
    )
