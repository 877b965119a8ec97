"""A search reads what it finds and not the whole index, as the plan of the database says."""

from collections.abc import Iterator
from copy import copy
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bulletins.models import Bulletin, BulletinAudience
from bulletins.tests.factories import publish_bulletin
from conftest import commit
from home.tests.factories import publish_news

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite's planner asks no statistics"),
]

FOUND, OTHERS, BULLETINS = 300, 2000, 4000
COPY_ENTRY = """
    WITH copies AS (
        INSERT INTO search_searchentry (content_type_id, object_id, carrier, agency_id, type,
            language, date, title, number, folded_title, summary, body)
        SELECT content_type_id, id * 10000::bigint + copy, 0, agency_id, type,
            language, date, title, '', folded_title, '', ''
        FROM search_searchentry, generate_series(1, %(copies)s) AS copy WHERE id = %(entry)s
        RETURNING id
    )
    INSERT INTO search_words (entry_id, head, exact_head, whole, exact_whole)
    SELECT copies.id, head, exact_head, whole, exact_whole
    FROM copies, search_words WHERE entry_id = %(entry)s
"""


@pytest.fixture
def large_index(health, district):
    """Few entries about floods in an index of many, and many bulletins."""
    publish_news(health, "Lũ quét")
    publish_news(district, "Thông báo")
    bulletin = publish_bulletin("Mưa rào")
    commit()
    with connection.cursor() as cursor:
        for title, copies in (("Lũ quét", FOUND), ("Thông báo", OTHERS)):
            cursor.execute("SELECT id FROM search_searchentry WHERE title = %s", [title])
            cursor.execute(COPY_ENTRY, {"entry": cursor.fetchone()[0], "copies": copies})
        copy_bulletin(bulletin)
        cursor.execute("ANALYZE")


def copy_bulletin(bulletin):
    copies = [copy(bulletin) for _number in range(BULLETINS)]
    for number, one in enumerate(copies):
        one.pk, one.slug, one.translation_key = None, f"copy-{number}", uuid4()
    Bulletin.objects.bulk_create(copies)
    BulletinAudience.objects.bulk_create(
        BulletinAudience(bulletin=one, code="all") for one in copies
    )


@pytest.mark.parametrize(
    "path", ["?q=lũ quét", "?q=lũ quét&scope=all", "?q=lũ quét&order=date", "goi-y/?q=lu"]
)
@pytest.mark.usefixtures("large_index")
def test_entries_that_are_not_found_are_not_read(visit, health, path):
    with CaptureQueriesContext(connection) as queries:
        assert visit(health, f"/tim-kiem/{path}").status_code == 200
    searches = [query["sql"] for query in queries if "search_words" in query["sql"]]
    assert FOUND <= max(sum(_iter_reads(sql)) for sql in searches) < OTHERS


def _iter_reads(sql: str) -> Iterator[int]:
    """Yield how many entries each step of a statement reads."""
    *settings, statement = sql.split("; ")
    with connection.cursor() as cursor:
        for setting in settings:
            cursor.execute(setting)
        cursor.execute("EXPLAIN (ANALYZE, FORMAT JSON) " + statement)
        [[[plan]]] = cursor.fetchall()
    for step in _walk(plan["Plan"]):
        if step.get("Relation Name") == "search_searchentry":
            rows = step["Actual Rows"] + step.get("Rows Removed by Filter", 0)
            yield step["Actual Loops"] * rows


def _walk(step: dict) -> Iterator[dict]:
    yield step
    for part in step.get("Plans", []):
        yield from _walk(part)
