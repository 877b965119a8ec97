"""Running a search: the hits of a page, counts for the filters, and a spelling suggestion."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import TypeVar

from django.conf import settings
from django.core.paginator import Page as PaginatorPage
from django.core.paginator import Paginator
from django.utils import timezone

from ops.database.limits import get_seconds_left, wait_at_most
from search.engines import get_engine
from search.engines.base import Count, SearchFilters, SearchTimeoutError
from search.engines.plans import SearchPlan
from search.engines.ranking import Candidate, RankedHit, rank_candidates
from search.models import EntryType
from search.selectors.hits import Hit, list_hits
from search.selectors.params import DATE, SearchParams
from search.selectors.plans import make_plan
from search.selectors.spelling import find_correction
from search.selectors.synonyms import TermReader
from search.selectors.visibility import (
    ALL,
    SITE,
    list_expired,
    list_visibility_conditions,
)
from search.selectors.word_counts import WordCounts, get_word_counts
from search.text.queries import Query, parse_query
from sites.models import Agency
from sites.requests import AgencyRequest

PAGE_SIZE = 10
# Nobody reads further; visitors change their query instead.
MAX_HITS = 200
MAX_AGENCIES = 30
# Of the seconds that a request may still wait, what one look besides what was found may take.
FURTHER_LOOK_SHARE = 0.3
Looked = TypeVar("Looked")


@dataclass(frozen=True)
class FilterOption:
    """One option of a filter, and how many hits it would leave."""

    value: str
    label: str
    count: int


@dataclass(frozen=True)
class SearchResults:
    """The results of a search as the template shows them."""

    page: PaginatorPage
    total: int
    # Whether no entry has all the words, so that the hits have only some of them.
    is_any_word: bool
    # A corrected spelling; empty unless no entry has all the words.
    suggestion: str
    types: list[FilterOption]
    languages: list[FilterOption]
    agencies: list[FilterOption]
    # The best of other units of the province, where this website has nothing with all the words.
    elsewhere: list[Hit] = field(default_factory=list)

    @property
    def is_failed(self) -> bool:
        """Whether nothing was found with all the words."""
        return self.is_any_word or not self.total

    @property
    def hits(self) -> Iterable[Hit]:
        """The hits on the current page."""
        return self.page.object_list

    @property
    def is_truncated(self) -> bool:
        """Whether there are more hits than all pages together show (``MAX_HITS``)."""
        return self.total > MAX_HITS


def search(params: SearchParams, request: AgencyRequest) -> SearchResults:
    """Search what is public now, from the website and in the language of the request.

    The words that say most are enough (``search.engines.plans``). If no entry has all the words,
    the last word may be the beginning of a word, and a corrected spelling may be suggested. A
    query without words finds nothing. Raises ``SearchTimeoutError``; where only what is looked for
    besides takes too long, that is left out.
    """
    everything = get_base_filters(params, request)
    wanted = add_chosen_filters(everything, params)
    terms = TermReader()
    query = parse_query(params.text, terms.expand)
    query = replace(query, owner=terms.find_owner(query.typed))
    numbers = get_word_counts()
    plan = make_plan(query, numbers)
    found = _find(plan, everything, wanted)
    meant = ""
    if query.typed and not found.has_together:
        # The visitor may have stopped in the middle of the last word.
        begun = correction = None
        if not found.has_whole:
            begun = _look_further(lambda: _find_begun(query, numbers, everything, wanted))
        if not begun:
            correction = _look_further(lambda: find_correction(params.text, plan, numbers))
        if begun:
            found = begun
        elif correction:
            corrected = query.with_alternative(correction.typed, correction.meant)
            better = _look_further(lambda: _find(make_plan(corrected, numbers), everything, wanted))
            if better:
                found, meant = better, correction.text
    total = sum(count.number for count in found.counts if _is_wanted(count, params))
    page = _get_page_of_keys(found, wanted, params, total)
    hits = list_hits([*page.object_list], found.plan.query, request, params.language)
    elsewhere = None
    if not found.has_whole:
        elsewhere = _look_further(lambda: _list_elsewhere(plan, params, request))
    return SearchResults(
        page=PaginatorPage(hits, page.number, page.paginator),
        total=total,
        is_any_word=bool(total and not found.has_whole),
        suggestion=meant,
        types=_list_types(found.counts, params),
        languages=_list_languages(found.counts, params),
        agencies=_list_agencies(found.counts, params) if params.scope != SITE else [],
        elsewhere=elsewhere or [],
    )


def _look_further(look: Callable[[], Looked]) -> Looked | None:
    """Return what is found besides, in a part of the time that is left; None if that is over."""
    try:
        with wait_at_most(FURTHER_LOOK_SHARE * get_seconds_left()):
            return look()
    except SearchTimeoutError:
        return None


def _get_page_of_keys(
    found: "_Found", wanted: SearchFilters, params: SearchParams, total: int
) -> PaginatorPage:
    """Return the page that was asked for. What is not ranked is read for the last pages only."""
    ranked = [hit.key for hit in found.ranked] if total and params.order != DATE else []
    paginator = Paginator(ranked, PAGE_SIZE)
    # Without it the paginator counts those that are ranked.
    paginator.count = min(total, MAX_HITS)
    page = paginator.get_page(params.page)
    if page.end_index() > len(ranked):
        latest = get_engine().list_latest(found.plan, wanted, limit=MAX_HITS)
        keys = [*dict.fromkeys([*ranked, *latest])][:MAX_HITS]
        page = Paginator(keys, PAGE_SIZE).get_page(params.page)
    return page


@dataclass(frozen=True)
class _Found:
    """What a plan finds: counts of all, and the candidates within the chosen filters in order."""

    plan: SearchPlan
    counts: list[Count]
    ranked: list[RankedHit]

    @property
    def has_whole(self) -> bool:
        """Whether an entry has all the words."""
        return any(hit.is_whole for hit in self.ranked)

    @property
    def has_together(self) -> bool:
        """Whether an entry has all the words side by side."""
        return any(hit.is_together for hit in self.ranked)


def _find(plan: SearchPlan, everything: SearchFilters, wanted: SearchFilters) -> _Found:
    if not plan.query:
        return _Found(plan, [], [])
    counts, candidates = get_engine().find(plan, wanted)
    if wanted != everything:
        counts = get_engine().list_counts(plan, everything)
    return _Found(plan, counts, _rank(plan, candidates))


def _rank(plan: SearchPlan, candidates: list[Candidate]) -> list[RankedHit]:
    bulletins = {each.bulletin for each in candidates if each.bulletin}
    over = frozenset(list_expired(bulletins)) if bulletins else frozenset[int]()
    return rank_candidates(plan, candidates, today=timezone.localdate(), over=over)


def _find_begun(
    query: Query, numbers: WordCounts, everything: SearchFilters, wanted: SearchFilters
) -> _Found | None:
    """Return what has all the words, of which the last may be a beginning; None if nothing has."""
    plan = make_plan(replace(query, is_unfinished=True), numbers).require_all()
    found = _find(plan, everything, wanted)
    return found if found.counts else None


def _list_elsewhere(plan: SearchPlan, params: SearchParams, request: AgencyRequest) -> list[Hit]:
    """Return the ten best with all the words on the other websites of the province.

    Only for a search of one website. ``plan``: that of the query as it was typed. It costs one more
    search.
    """
    if params.scope != SITE or not params.is_first or not plan.query.typed:
        return []
    params = replace(params, scope=ALL)
    others = Agency.objects.of_province(request.agency).exclude(pk=request.agency.pk)
    filters = replace(
        get_base_filters(params, request), agencies=[*others.values_list("pk", flat=True)]
    )
    if not filters.agencies:
        return []
    plan = plan.require_all()
    ranked = _rank(plan, get_engine().find(plan, filters).candidates)
    return list_hits([hit.key for hit in ranked[:PAGE_SIZE]], plan.query, request)


def get_base_filters(params: SearchParams, request: AgencyRequest) -> SearchFilters:
    """Return the restrictions that hold before type, agency and language are chosen.

    These are the scope, the dates and what the visitor may read. The options of the filters are
    counted within them.
    """
    offered = {*request.enabled_languages}
    language = params.language if params.language in offered else request.LANGUAGE_CODE
    return SearchFilters(
        agencies=[request.agency.pk] if params.scope == SITE else [],
        with_shared=params.scope == SITE,
        since=params.since,
        until=params.until,
        conditions=list_visibility_conditions(
            request.agency, params.scope, language, timezone.now()
        ),
    )


def add_chosen_filters(everything: SearchFilters, params: SearchParams) -> SearchFilters:
    """Return ``everything`` restricted further to the chosen type, agency and language."""
    return replace(
        everything,
        agencies=[params.agency.pk] if params.agency else everything.agencies,
        types=[params.type] if params.type else everything.types,
        languages=[params.language] if params.language else everything.languages,
    )


def _is_wanted(count: Count, params: SearchParams, *, but: str = "") -> bool:
    """Return whether a count matches the chosen filters; ``but`` names one to ignore."""
    return all(
        name == but or not chosen or chosen == value
        for name, chosen, value in (
            ("type", params.type, count.type),
            ("language", params.language, count.language),
            ("agency", params.agency.pk if params.agency else None, count.agency),
        )
    )


def _count_by(
    counts: Iterable[Count], params: SearchParams, name: str, value: Callable[[Count], object]
) -> Counter:
    numbers: Counter = Counter()
    for count in counts:
        if _is_wanted(count, params, but=name):
            numbers[value(count)] += count.number
    return numbers


def _list_types(counts: Iterable[Count], params: SearchParams) -> list[FilterOption]:
    numbers = _count_by(counts, params, "type", lambda count: count.type)
    return [
        FilterOption(entry_type.value, str(entry_type.label), numbers[entry_type.value])
        for entry_type in EntryType
        if numbers[entry_type.value] or params.type == entry_type.value
    ]


def _list_languages(counts: Iterable[Count], params: SearchParams) -> list[FilterOption]:
    numbers = _count_by(counts, params, "language", lambda count: count.language)
    return [
        FilterOption(code, str(name), numbers[code])
        for code, name in settings.LANGUAGES
        if numbers[code] or params.language == code
    ]


def _list_agencies(counts: Iterable[Count], params: SearchParams) -> list[FilterOption]:
    numbers = _count_by(counts, params, "agency", lambda count: count.agency)
    keys = [key for key, _number in numbers.most_common(MAX_AGENCIES) if key]
    if params.agency and params.agency.pk not in keys:
        keys.append(params.agency.pk)
    found = Agency.objects.filter(pk__in=keys).order_by("sort_key")
    return [FilterOption(agency.code, agency.name, numbers[agency.pk]) for agency in found]
