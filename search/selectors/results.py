"""Running a search: the hits of a page, counts for the filters, and a spelling suggestion."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from django.conf import settings
from django.core.paginator import Page as PaginatorPage
from django.core.paginator import Paginator
from django.utils import timezone

from search.engines import get_engine
from search.engines.base import Count, SearchFilters
from search.models import EntryType
from search.selectors.hits import Hit, list_hits
from search.selectors.params import DATE, SearchParams
from search.selectors.spelling import find_correction
from search.selectors.synonyms import expand_synonyms
from search.selectors.visibility import SITE, list_visibility_conditions
from search.text.queries import parse_query
from sites.models import Agency
from sites.requests import AgencyRequest

PAGE_SIZE = 10
# Nobody reads further; visitors change their query instead.
MAX_HITS = 200
MAX_AGENCIES = 30


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

    If no entry has all the words, the last word may be the beginning of a word. If that finds
    nothing either, some of the words are enough, and a corrected spelling may be suggested. A
    query without words finds nothing. Raises ``SearchTimeoutError``.
    """
    query = parse_query(params.text, expand_synonyms)
    index = get_engine()
    everything = get_base_filters(params, request)
    counts = index.list_counts(query, everything) if query else []
    any_word, meant = False, ""
    if query.typed and not counts:
        # The visitor may have stopped in the middle of the last word.
        begun = replace(query, is_unfinished=True)
        counts = index.list_counts(begun, everything)
        if counts:
            query = begun
        else:
            meant = find_correction(query, everything)
            any_word = True
            counts = index.list_counts(query, everything, any_word=True)
    total = sum(count.number for count in counts if _is_wanted(count, params))
    keys: list[int] = []
    if total:
        wanted = add_chosen_filters(everything, params)
        order = index.list_latest if params.order == DATE else index.rank
        keys = order(query, wanted, limit=MAX_HITS, any_word=any_word)
    page = Paginator(keys, PAGE_SIZE).get_page(params.page)
    hits = list_hits([*page.object_list], query, request, params.language)
    return SearchResults(
        page=PaginatorPage(hits, page.number, page.paginator),
        total=total,
        is_any_word=any_word,
        suggestion=meant,
        types=_list_types(counts, params),
        languages=_list_languages(counts, params),
        agencies=_list_agencies(counts, params) if params.scope != SITE else [],
    )


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
        types=[params.type] if params.type else [],
        languages=[params.language] if params.language else [],
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
