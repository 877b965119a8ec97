"""Benchmark of searching among many pages.

``python -m benchmarks.search PAGES``, on an empty database that DATABASE_URL names. Prints JSON.
"""

import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from statistics import mean, median
from typing import Any

import django
from django.core.management import call_command
from django.db import connection
from django.test import RequestFactory
from django.utils import translation
from tqdm import tqdm

from tests.free_ports import find_free_port

django.setup()

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page

from benchmarks.load import Target, measure_load
from benchmarks.servers import run_gunicorn
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
# Queries that are asked before a bare view has its turn; its clients and the size of its page.
TURN, BARE_CLIENTS, BARE_BYTES = 10, 4, 30_000
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


def measure_searches(bare: Target) -> dict[str, tuple[float, float]]:
    """Return of each measure the median in milliseconds, and how many bare views that is.

    ``bare``: a Django view without middleware, which is asked in turns.
    """
    agency = Agency.objects.select_related("site", "root_page__locale").get(code="tinh")
    request: Any = RequestFactory().get("/")
    request.agency, request.LANGUAGE_CODE = agency, "vi"
    request.enabled_languages = get_enabled_languages(agency)
    queries = Writer(1).write_queries(QUERIES)
    queries += [fold_text(query) for query in queries]
    page = _create_article(agency)
    acts: dict[str, Callable[[str], object]] = {
        # The number of entries that have a word is counted for the first who types it.
        "one website, new words": lambda query: search(SearchParams(query), request),
        "one website": lambda query: search(SearchParams(query), request),
        "all websites": lambda query: search(SearchParams(query, scope="all"), request),
        "suggestions": lambda query: list_suggestions(query[:-1], request),
        "indexing one page anew": lambda _: index_pages([page.pk]),
    }
    return {name: _measure_in_turns(act, queries, bare) for name, act in acts.items()}


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


def _measure_in_turns(
    act: Callable[[str], object], queries: list[str], bare: Target
) -> tuple[float, float]:
    for query in queries[:5]:
        act(query)
    times, ratios = [], []
    # A rate of a whole minute says little of a machine that is now faster, now slower.
    for first in range(0, len(queries), TURN):
        turn = []
        for query in queries[first : first + TURN]:
            begun = time.perf_counter()
            act(query)
            turn.append(1000 * (time.perf_counter() - begun))
        ratios.append(mean(turn) * measure_load(bare, 1).rate / 1000)
        times += turn
    return median(times), median(ratios)


def main() -> None:
    """Fill the database, measure, and print what was found."""
    with tempfile.NamedTemporaryFile(suffix=".html") as file, translation.override("vi"):
        file.write(bytes(BARE_BYTES))
        file.flush()
        written, port = prepare(int(sys.argv[1])), find_free_port()
        with run_gunicorn("benchmarks.baseline", port, {"BARE_FILE": file.name}):
            found = measure_searches(Target(port, "127.0.0.1", "/", BARE_CLIENTS))
    sys.stdout.write(json.dumps(found | {"writing one of many": (written, None)}))


if __name__ == "__main__":
    main()
