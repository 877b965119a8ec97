"""Purges of edges: caches of whole pages before the web processes, such as Varnish.

A page at an edge has the codes that it depends on as its keys, the same as those of its cache
versions. Whatever replaces versions purges by their codes: once after the transaction, before the
editor's request returns, and a second time by the queue. A purge is a row of the transaction, so
none is lost with a process or an edge. See docs/features/edge.md.
"""

import logging
import time
from collections import defaultdict
from collections.abc import Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import timedelta
from http import HTTPStatus

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from urllib3 import HTTPConnectionPool, Timeout
from urllib3.exceptions import HTTPError
from urllib3.util import parse_url

from ops.commit_hooks import run_after_commit
from ops.database.repeat_limit import RepeatLimit
from sites.models import EdgePurge

logger = logging.getLogger(__name__)

# Seconds that an edge may take for one purge, connecting included.
PURGE_SECONDS = 1.0
# Seconds that a process asks no more of an edge that has just failed; the queue asks it anyway.
PAUSE_SECONDS = 5.0
# How long after the first purge the queue purges once more. An edge itself keeps nothing that was
# begun before a purge; the second one is for what it was storing at that very moment.
SECOND_PURGE_AGE = timedelta(seconds=5)
# Characters of codes in one request; Varnish takes 8 KB in a header.
MAX_CODES = 4000
# Names of the request headers of a purge, as deploy/varnish/bantin.vcl reads them.
SECRET_HEADER, CODES_HEADER = "Edge-Secret", "Edge-Codes"

# Edge to the monotonic time until which it is left alone, in this process.
_resting: dict[str, float] = {}
_log_limits: defaultdict[str, RepeatLimit] = defaultdict(RepeatLimit)
# Edges that failed inside ``collect_failed_edges``; None outside of it.
_failed: ContextVar[set[str] | None] = ContextVar("failed_edges", default=None)


def record_purges(codes: Collection[str]) -> None:
    """Have all edges forget the pages that depend on one of ``codes``, once this is committed.

    Call it inside the transaction of the change. Does nothing where there is no edge. The request
    that commits waits for ``PURGE_SECONDS`` at most, however many edges do not answer.
    """
    if not settings.EDGE_URLS or not codes:
        return
    now, text = timezone.now(), " ".join(sorted(codes))
    rows = [EdgePurge(edge=edge, codes=text, created_at=now) for edge in settings.EDGE_URLS]
    EdgePurge.objects.bulk_create(rows)
    run_after_commit(_purge_at_once, rows)


def repeat_purges() -> int:
    """Purge what is due once more, or could not be purged before; return how many rows are left.

    Rows of edges that ``EDGE_URLS`` does not name any more are deleted.
    """
    EdgePurge.objects.exclude(edge__in=settings.EDGE_URLS).delete()
    recent = Q(purged_at__gt=timezone.now() - SECOND_PURGE_AGE)
    by_edge: defaultdict[str, list[EdgePurge]] = defaultdict(list)
    for row in EdgePurge.objects.exclude(recent):
        by_edge[row.edge].append(row)
    for edge, error in _purge_edges({edge: _join_codes(rows) for edge, rows in by_edge.items()}):
        asked = EdgePurge.objects.filter(pk__in=[row.pk for row in by_edge[edge]])
        if error:
            asked.update(error=error)
        else:
            asked.exclude(purged_at=None).delete()
            asked.update(purged_at=timezone.now(), error="")
    return EdgePurge.objects.exclude(error="").count()


def purge_edge(edge: str, codes: Collection[str]) -> str:
    """Have one edge forget the pages with one of ``codes``; return what went wrong, or "".

    Without codes, it is only asked whether it would.
    """
    url = parse_url(edge)
    until = time.monotonic() + PURGE_SECONDS
    try:
        with HTTPConnectionPool(url.host or "", url.port, retries=False) as pool:
            for part in _split_codes(codes):
                timeout = Timeout(total=max(0.01, until - time.monotonic()))
                headers = {SECRET_HEADER: settings.EDGE_SECRET, CODES_HEADER: part}
                response = pool.request("PURGE", "/", headers=headers, timeout=timeout)
                if response.status != HTTPStatus.NO_CONTENT:
                    return f"answered {response.status}"
    except HTTPError as error:
        return str(error)[:255]
    return ""


@contextmanager
def collect_failed_edges() -> Iterator[set[str]]:
    """Collect the edges that could not be purged in the block, in the set that it gives."""
    failed: set[str] = set()
    token = _failed.set(failed)
    try:
        yield failed
    finally:
        _failed.reset(token)


def forget_failures() -> None:
    """Ask again at once, in this process, the edges that failed a moment ago."""
    _resting.clear()


def _purge_at_once(rows: list[EdgePurge]) -> None:
    now = time.monotonic()
    asked = {row.edge: row.codes.split() for row in rows if _resting.get(row.edge, 0) <= now}
    errors = dict(_purge_edges(asked))
    failed = {edge for edge in asked if errors[edge]}
    _resting.update(dict.fromkeys(failed, time.monotonic() + PAUSE_SECONDS))
    for row in rows:
        row.error = errors.get(row.edge, "left alone: it did not answer a moment ago")
        row.purged_at = None if row.error else timezone.now()
        row.save(update_fields=["error", "purged_at"])
    if (failures := _failed.get()) is not None:
        failures.update(row.edge for row in rows if row.error)


def _purge_edges(codes: dict[str, list[str]]) -> Iterator[tuple[str, str]]:
    """Purge at several edges at the same time; yield each with what went wrong, or ""."""
    if not codes:
        return
    with ThreadPoolExecutor(len(codes)) as crew:
        errors = crew.map(purge_edge, codes.keys(), codes.values())
        for edge, error in zip(codes, errors, strict=True):
            if error and (left_out := _log_limits[edge].admit()) is not None:
                logger.warning(
                    "The edge %s could not be purged: %s; %s more left out since the last.",
                    edge, error, left_out,
                )  # fmt: skip
            yield edge, error


def _join_codes(rows: list[EdgePurge]) -> list[str]:
    return sorted({code for row in rows for code in row.codes.split()})


def _split_codes(codes: Collection[str]) -> Iterator[str]:
    """Yield ``codes`` with spaces between, in parts that fit into a header; "" for none."""
    part = ""
    for code in codes:
        if len(part) + len(code) >= MAX_CODES:
            yield part
            part = ""
        part = f"{part} {code}".strip()
    yield part
