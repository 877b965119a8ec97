"""Running a search: the hits of a page, counts for the filters, and a spelling suggestion."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from django.conf import settings
from django.core.paginator import Page as PaginatorPage
from django.core.paginator import Paginator
from django.utils import timezone

from search.engines import engine
from search.engines.base import Count, Narrowing
from search.models import EntryType
from search.selectors.hits import Hit, hits_of
from search.selectors.params import DATE, Asked
from search.selectors.spelling import suggestion
from search.selectors.synonyms import with_synonyms
from search.selectors.visibility import SITE, readable
from search.text.queries import parse
from sites.models import Agency
from sites.requests import AgencyRequest

PAGE_SIZE = 10
# Nobody reads further; visitors change their query instead.
MOST_HITS = 200
MOST_AGENCIES = 30


@dataclass(frozen=True)
class Choice:
    """One option of a filter, and how many hits it would leave."""

    value: str
    label: str
    count: int


@dataclass(frozen=True)
class Found:
    """The results of a search as the template shows them."""

    page: PaginatorPage
    total: int
    # Whether no entry has all the words, so that the hits have only some of them.
    is_any_word: bool
    # A corrected spelling; empty unless no entry has all the words.
    suggestion: str
    types: list[Choice]
    languages: list[Choice]
    agencies: list[Choice]

    @property
    def hits(self) -> Iterable[Hit]:
        """The hits on the current page."""
        return self.page.object_list

    @property
    def is_cut_off(self) -> bool:
        """Whether there are more hits than all pages together show (``MOST_HITS``)."""
        return self.total > MOST_HITS


def find(asked: Asked, request: AgencyRequest) -> Found:
    """Search what is public now, from the website and in the language of the request.

    If no entry has all the words, the last word may be the beginning of a word. If that finds
    nothing either, some of the words are enough, and a corrected spelling may be suggested. A
    query without words finds nothing. Raises ``TookTooLongError``.
    """
    query = parse(asked.text, with_synonyms)
    index = engine()
    everything = narrowing(asked, request)
    counts = index.counts(query, everything) if query else []
    any_word, meant = False, ""
    if query.typed and not counts:
        # The visitor may have stopped in the middle of the last word.
        begun = replace(query, is_unfinished=True)
        counts = index.counts(begun, everything)
        if counts:
            query = begun
        else:
            meant = suggestion(query, everything)
            any_word = True
            counts = index.counts(query, everything, any_word=True)
    total = sum(count.number for count in counts if _is_wanted(count, asked))
    keys: list[int] = []
    if total:
        wanted = narrowed(everything, asked)
        order = index.newest if asked.order == DATE else index.best
        keys = order(query, wanted, limit=MOST_HITS, any_word=any_word)
    page = Paginator(keys, PAGE_SIZE).get_page(asked.page)
    hits = hits_of([*page.object_list], query, request, asked.language)
    return Found(
        page=PaginatorPage(hits, page.number, page.paginator),
        total=total,
        is_any_word=any_word,
        suggestion=meant,
        types=_types(counts, asked),
        languages=_languages(counts, asked),
        agencies=_agencies(counts, asked) if asked.scope != SITE else [],
    )


def narrowing(asked: Asked, request: AgencyRequest) -> Narrowing:
    """Return the restrictions that hold before type, agency and language are chosen.

    These are the scope, the dates and what the visitor may read. The options of the filters are
    counted within them.
    """
    offered = {*request.enabled_languages}
    language = asked.language if asked.language in offered else request.LANGUAGE_CODE
    return Narrowing(
        agencies=[request.agency.pk] if asked.scope == SITE else [],
        with_shared=asked.scope == SITE,
        since=asked.since,
        until=asked.until,
        conditions=readable(request.agency, asked.scope, language, timezone.now()),
    )


def narrowed(everything: Narrowing, asked: Asked) -> Narrowing:
    """Return ``everything`` restricted further to the chosen type, agency and language."""
    return replace(
        everything,
        agencies=[asked.agency.pk] if asked.agency else everything.agencies,
        types=[asked.type] if asked.type else [],
        languages=[asked.language] if asked.language else [],
    )


def _is_wanted(count: Count, asked: Asked, *, but: str = "") -> bool:
    """Return whether a count matches the chosen filters; ``but`` names one to ignore."""
    return all(
        name == but or not chosen or chosen == value
        for name, chosen, value in (
            ("type", asked.type, count.type),
            ("language", asked.language, count.language),
            ("agency", asked.agency.pk if asked.agency else None, count.agency),
        )
    )


def _numbers(
    counts: Iterable[Count], asked: Asked, name: str, value: Callable[[Count], object]
) -> Counter:
    numbers: Counter = Counter()
    for count in counts:
        if _is_wanted(count, asked, but=name):
            numbers[value(count)] += count.number
    return numbers


def _types(counts: Iterable[Count], asked: Asked) -> list[Choice]:
    numbers = _numbers(counts, asked, "type", lambda count: count.type)
    return [
        Choice(each.value, str(each.label), numbers[each.value])
        for each in EntryType
        if numbers[each.value] or asked.type == each.value
    ]


def _languages(counts: Iterable[Count], asked: Asked) -> list[Choice]:
    numbers = _numbers(counts, asked, "language", lambda count: count.language)
    return [
        Choice(code, str(name), numbers[code])
        for code, name in settings.LANGUAGES
        if numbers[code] or asked.language == code
    ]


def _agencies(counts: Iterable[Count], asked: Asked) -> list[Choice]:
    numbers = _numbers(counts, asked, "agency", lambda count: count.agency)
    most = [key for key, _number in numbers.most_common(MOST_AGENCIES) if key]
    if asked.agency and asked.agency.pk not in most:
        most.append(asked.agency.pk)
    found = Agency.objects.filter(pk__in=most).order_by("sort_key")
    return [Choice(agency.code, agency.name, numbers[agency.pk]) for agency in found]
