"""Benchmark of searching among many pages.

``python -m benchmarks.search PAGES``, on an empty database that DATABASE_URL names. Prints JSON.
"""

import json
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from statistics import median, quantiles
from typing import Any

import django
from django.core.management import call_command
from django.db import connection
from django.test import RequestFactory
from django.utils import translation
from tqdm import tqdm

django.setup()

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page

from benchmarks.vietnamese import Writer
from content.text.folding import clean_text, fold_text
from home.models import NewsIndexPage, NewsPage
from search.engines import get_engine
from search.engines.base import get_entry_words
from search.index.entries import set_ranked_words
from search.index.indexer import index_pages
from search.models import EntryType, SearchEntry
from search.selectors.params import SearchParams
from search.selectors.results import search
from search.selectors.suggestions import list_suggestions
from sites.caching.hosts import get_enabled_languages
from sites.models import Agency, Kind
from sites.services.provisioning import provision_agency
from tests.bulk_agencies import make_agencies

AGENCIES = 29
BATCH = 500
QUERIES = 60
TITLE, SUMMARY, BODY = 14, 40, 350


def prepare(number: int) -> float:
    """Create agencies and ``number`` indexed pages; return the milliseconds per index entry."""
    call_command("migrate", verbosity=0)
    provision_agency(code="tinh", kind=Kind.PROVINCE, name_vi="Tỉnh", host="www.backan.localhost")
    make_agencies(AGENCIES - 1)
    agencies = list(Agency.objects.select_related("root_page__locale"))
    writer = Writer()
    spent = 0.0
    starts = range(0, number, BATCH)
    for start in tqdm(starts, unit="batch", disable=not sys.stderr.isatty()):
        entries = list(_create_entries(writer, agencies, start, min(BATCH, number - start)))
        begun = time.perf_counter()
        stored = SearchEntry.objects.bulk_create(map(set_ranked_words, entries))
        get_engine().write(map(get_entry_words, stored))
        spent += time.perf_counter() - begun
    get_engine().optimize()
    if connection.vendor == "postgresql":
        # As autovacuum does within a minute or two.
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    return 1000 * spent / max(1, number)


def _create_entries(
    writer: Writer, agencies: list[Agency], start: int, number: int
) -> Iterator[SearchEntry]:
    content_type = ContentType.objects.get_for_model(Page)
    owners = [agencies[place % len(agencies)] for place in range(start, start + number)]
    rows = [_build_page(writer, owner, start + place) for place, owner in enumerate(owners)]
    for place, (page, owner) in enumerate(zip(Page.objects.bulk_create(rows), owners, strict=True)):
        title = clean_text(page.title)
        yield SearchEntry(
            content_type=content_type,
            object_id=page.pk,
            agency=owner,
            type=list(EntryType)[1 + place % 4],
            language="vi",
            date=date(2026, 1, 1) - timedelta(days=(start + place) % 3650),
            title=title,
            folded_title=fold_text(title)[:255],
            summary=clean_text(writer.write_text(SUMMARY)),
            body=clean_text(writer.write_text(BODY)),
        )


def _build_page(writer: Writer, owner: Agency, number: int) -> Page:
    """Return an unsaved page below the home page, with the fields that hits need."""
    root = owner.root_page
    return Page(
        title=writer.write_text(TITLE)[:255],
        slug=f"trang-{number}",
        path=Page._get_path(root.path, root.depth + 1, 1000 + number),
        depth=root.depth + 1,
        numchild=0,
        url_path=f"{root.url_path}trang-{number}/",
        locale=root.locale,
        content_type=ContentType.objects.get_for_model(Page),
    )


def measure_searches() -> dict[str, list[float]]:
    """Return [median, 95th percentile, maximum] of each measure, in milliseconds."""
    agency = Agency.objects.select_related("site", "root_page__locale").get(code="tinh")
    request: Any = RequestFactory().get("/")
    request.agency, request.LANGUAGE_CODE = agency, "vi"
    request.enabled_languages = get_enabled_languages(agency)
    queries = Writer(1).write_queries(QUERIES)
    queries += [fold_text(query) for query in queries]
    page = _create_article(agency)

    def search_website(query: str) -> object:
        return search(SearchParams(query), request)

    return {
        # The number of entries that have a word is counted for the first who types it.
        "one website, new words": _measure_each(search_website, queries),
        "one website": _measure_each(search_website, queries),
        "all websites": _measure_each(
            lambda query: search(SearchParams(query, scope="all"), request), queries
        ),
        "suggestions": _measure_each(lambda query: list_suggestions(query[:-1], request), queries),
        "indexing one page anew": _measure_each(lambda _: index_pages([page.pk]), queries),
    }


def _create_article(agency: Agency) -> NewsPage:
    parent = NewsIndexPage.objects.child_of(agency.root_page).get()
    writer = Writer(2)
    body = [("text", f"<p>{writer.write_text(BODY)}</p>")]
    page = NewsPage(
        title=writer.write_text(TITLE), lead="Tóm tắt.", body=body, locale=parent.locale
    )
    parent.add_child(instance=page)
    page.save_revision().publish()
    return page


def _measure_each(act: Callable[[str], object], queries: list[str]) -> list[float]:
    for query in queries[:5]:
        act(query)
    times = []
    for query in queries:
        begun = time.perf_counter()
        act(query)
        times.append(1000 * (time.perf_counter() - begun))
    return [median(times), quantiles(times, n=20)[-1], max(times)]


if __name__ == "__main__":
    with translation.override("vi"):
        written = prepare(int(sys.argv[1]))
        found = measure_searches() | {"writing one of many": [written]}
    sys.stdout.write(json.dumps(found))
