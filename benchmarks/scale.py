"""Benchmark of publishing in a province of many agencies with 10,000 bulletins.

``python -m benchmarks.scale AGENCIES``, on an empty PostgreSQL database that DATABASE_URL names.
Prints JSON.
"""

import json
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from itertools import islice
from statistics import median
from typing import Any

import django
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

django.setup()

from wagtail.models import Locale

from bulletins.models import Bulletin, BulletinAudience, NoteKind, Urgency
from bulletins.services import lifecycle
from content.text.slugs import make_slug
from sites.models import Agency, Kind
from sites.services.provisioning import provision_agency
from tests.bulk_agencies import make_agencies

BULLETINS = 10_000
ROUNDS = 15
VISITED = 20
TRANSACTIONS = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")


class NotShownError(Exception):
    """Raised when a website lacks a published bulletin, or shows a withdrawn one."""


def prepare(agencies: int) -> None:
    """Create the agencies (``agencies`` is their number) and ``BULLETINS`` bulletins."""
    call_command("migrate", verbosity=0)
    provision_agency(code="tinh", kind=Kind.PROVINCE, name_vi="Tỉnh", host="www.backan.localhost")
    make_agencies(agencies - 1)
    keys = list(Agency.objects.values_list("pk", flat=True))
    rows = Bulletin.objects.bulk_create(map(_build_bulletin, range(BULLETINS)))
    BulletinAudience.objects.bulk_create(
        BulletinAudience(bulletin=row, code=_get_audience_code(number, keys))
        for number, row in enumerate(rows)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _build_bulletin(number: int) -> Bulletin:
    """Return unsaved bulletin number ``number``; every tenth is in force."""
    now = timezone.now()
    return Bulletin(
        title=f"Thông báo {number}",
        slug=f"thong-bao-{number}",
        summary="Tóm tắt.",
        locale=Locale.get_default(),
        issued_on=(now - timedelta(days=number % 3650)).date(),
        valid_until=now + timedelta(days=30 if number % 10 == 0 else -1),
        first_published_at=now - timedelta(days=number % 3650),
    )


def _get_audience_code(number: int, keys: list[int]) -> str:
    """Return the audience of bulletin number ``number``; every hundredth is for one agency."""
    if number % 100 == 99:
        return f"agency:{keys[number % len(keys)]}"
    return "kind:commune" if number % 3 == 0 else "all"


def measure_actions() -> dict[str, list[float]]:
    """Publish, correct and withdraw; return [median milliseconds, maximum queries] of each.

    Raises NotShownError if the list of a website does not show the change at once.
    """
    measures: dict[str, list[tuple[float, int]]] = {"publish": [], "correct": [], "withdraw": []}
    for number in range(ROUNDS):
        title = f"Nước lũ {number}"
        bulletin = _create_draft(title)
        revision = bulletin.get_latest_revision()
        measures["publish"].append(_measure(transaction.atomic(revision.publish)))
        _check_list(title, shown=True)
        bulletin.refresh_from_db()
        note = {"bulletin": bulletin, "kind": NoteKind.CORRECTION, "text": "Số đúng là 5."}
        measures["correct"].append(_measure(lambda note=note: lifecycle.add_note(**note, by=None)))
        _check_list(title, shown=True)
        past = {"bulletin": bulletin, "reason": "Nhầm."}
        measures["withdraw"].append(
            _measure(lambda past=past: lifecycle.withdraw_bulletin(**past, by=None))
        )
        _check_list(title, shown=False)
    return {
        name: [median(time for time, _queries in rows), max(queries for _time, queries in rows)]
        for name, rows in measures.items()
    }


def _create_draft(title: str) -> Bulletin:
    bulletin = Bulletin(
        title=title,
        slug=make_slug(title),
        summary="Tóm tắt.",
        instruction="Lên cao.",
        urgency=Urgency.EMERGENCY,
        valid_until=timezone.now() + timedelta(hours=6),
        live=False,
    )
    bulletin.save()
    bulletin.save_revision()
    return bulletin


def _measure(act: Callable[[], Any]) -> tuple[float, int]:
    with CaptureQueriesContext(connection) as queries:
        begin = time.perf_counter()
        act()
        took = time.perf_counter() - begin
    counted = [query for query in queries if not query["sql"].startswith(TRANSACTIONS)]
    return took * 1000, len(counted)


def _check_list(title: str, *, shown: bool) -> None:
    for agency in islice(Agency.objects.with_site().order_by("-pk"), 3):
        page = _make_client(agency).get("/ban-tin/").content.decode()
        if (title in page) != shown:
            raise NotShownError(f"{title}, {agency}")


def measure_pages() -> dict[str, float]:
    """Return the median milliseconds of each path past the page cache, on several websites."""
    agencies = list(Agency.objects.with_site().order_by("?")[:VISITED])
    return {path: _measure_latency(path, agencies) for path in ("/", "/ban-tin/")}


def _measure_latency(path: str, agencies: list[Agency]) -> float:
    times = []
    for agency in agencies:
        client = _make_client(agency)
        # The first request caches the resolved host, but not the page.
        client.get(path + "?trang=1")
        for _round in range(3):
            begin = time.perf_counter()
            client.get(path + "?trang=1")
            times.append((time.perf_counter() - begin) * 1000)
    return median(times)


def _make_client(agency: Agency) -> Client:
    return Client(headers={"host": agency.root_url.partition("://")[2]})


if __name__ == "__main__":
    prepare(int(sys.argv[1]))
    json.dump({"acts": measure_actions(), "pages": measure_pages()}, sys.stdout)
