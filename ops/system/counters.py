"""Counts of requests and of the page cache, over all processes of the web server.

prometheus-client keeps them in files of ``PROMETHEUS_MULTIPROC_DIR``, one for each process and
kind; ``gunicorn.conf.py`` names the folder before the application is loaded
(``ops.system.counter_folder``). Without one, as in development, they are this process's alone.
"""

import os
from functools import cache
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from ops.logs import find_request_record
from ops.system.counter_files import hold_lock
from ops.system.counter_folder import FOLDER_VARIABLE

# Asked every few seconds by programs: neither counted nor logged.
NOT_COUNTED = {"/healthz", "/readyz", "/metrics"}
HOST_CLASSES = ("website", "admin", "directory", "unknown", "any")
KINDS = ("page", "form", "file", "static", "search", "feed")
CACHE_RESULTS = ("hit", "miss", "stale", "bypass")
# Seconds: a kept page takes 1 ms, one drawn anew 100 ms; 60 is gunicorn's own limit.
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0, 60.0)
_READING = {"GET", "HEAD", "OPTIONS"}
_FILES = ("/documents/", "/media/")
_FEED_ENDINGS = (".xml", ".json", ".ics", ".vcf", ".rss", ".atom", ".txt")

own_registry = CollectorRegistry()
_requests = Histogram(
    "bantin_request_seconds",
    "Requests and how long they took, by kind, class of the host and class of the status.",
    ["kind", "host", "status"],
    buckets=_BUCKETS,
    registry=own_registry,
)
_page_cache = Counter(
    "bantin_page_cache",
    "Requests by what the page cache had: hit, miss or, in an outage, stale; bypass: never kept.",
    ["result"],
    registry=own_registry,
)
# To look one up by its labels takes longer than to count; there are a few hundred at most.
_get_histogram, _get_counter = cache(_requests.labels), cache(_page_cache.labels)


def get_request_kind(method: str, path: str) -> str:
    """Return one of ``KINDS`` for a request, by its method and path alone.

    A page that comes from the cache is never resolved to a route, so that the path has to do.
    """
    if method not in _READING:
        return "form"
    if path.startswith("/static/"):
        return "static"
    if path.startswith(_FILES):
        return "file"
    if "/tim-kiem/" in path:
        return "search"
    return "feed" if path.endswith(_FEED_ENDINGS) else "page"


def count_request(*, kind: str, host: str, status: int, seconds: float) -> None:
    """Count a request that has been answered; ``kind`` and ``host`` as in the lists above."""
    _get_histogram(kind, host, f"{status // 100}xx").observe(seconds)


def count_page_cache(result: str) -> None:
    """Count what the page cache had for a request, one of ``CACHE_RESULTS``."""
    _get_counter(result).inc()
    if record := find_request_record():
        record.cache = result


def read_counters() -> bytes:
    """Return the counts of all processes that share the folder, as Prometheus reads them."""
    folder = os.environ.get(FOLDER_VARIABLE)
    if not folder:
        return generate_latest(own_registry)
    registry = CollectorRegistry()
    MultiProcessCollector(registry, folder)
    with hold_lock(Path(folder)):
        return generate_latest(registry)
