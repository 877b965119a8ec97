"""Benchmark of the demo's pages under gunicorn, against a bare view with the same bytes."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

from benchmarks.load import Target, compare_rates, measure_concurrent_rate
from benchmarks.servers import ROOT, get_free_port, run_gunicorn, run_valkey

DOMAIN = "backan.localhost"
# Requests with a query parameter that views read bypass the page cache.
PAST_THE_CACHE = "?trang=1"
# Requests per round.
CACHED, UNCACHED = 500, 25
LEAST_CACHED, LEAST_WITH_VALKEY, LEAST_UNCACHED = 0.8, 0.6, 0.03


@dataclass(frozen=True)
class PageResult:
    """Result of one page.

    ``rate`` and ``concurrent``: requests per second, from one client and from several.
    ``ratio``: ``rate`` divided by that of the bare view, the median of all rounds.
    ``least``: the ratio aimed at.
    """

    name: str
    rate: float
    ratio: float
    least: float
    concurrent: float
    queries: int


def measure() -> Iterator[PageResult]:
    """Yield results on SQLite with the cache in the process, then with Valkey if installed."""
    with tempfile.TemporaryDirectory(prefix="bantin-benchmark-") as name, run_valkey() as address:
        directory, port = Path(name), get_free_port()
        environment = _build_environment(directory, port)
        _run(environment, "manage.py", "migrate", "-v0")
        _run(environment, "manage.py", "load_demo", "-v0")
        _run(environment, "manage.py", "make_renditions")
        found = json.loads(_run(environment, "-m", "benchmarks.queries"))
        home = Target(port, f"{found['host']}:{port}", "/")
        file, bare = directory / "page", replace(home, port=get_free_port())
        with run_gunicorn("config.wsgi", port, environment):
            file.write_bytes(home.get())
            with run_gunicorn("benchmarks.baseline", bare.port, {"BARE_FILE": str(file)}):
                yield _measure_page("home, cached", home, bare, LEAST_CACHED, 1)
                for kind, (path, queries) in found["pages"].items():
                    target = replace(home, path=path + PAST_THE_CACHE)
                    yield _measure_page(f"{kind}, uncached", target, bare, LEAST_UNCACHED, queries)
        if address:
            shared = environment | {"CACHE_URL": address}
            with (
                run_gunicorn("config.wsgi", port, shared),
                run_gunicorn("benchmarks.baseline", bare.port, {"BARE_FILE": str(file)}),
            ):
                yield _measure_page("home, cached in Valkey", home, bare, LEAST_WITH_VALKEY, 1)


def _measure_page(
    name: str, target: Target, bare: Target, least: float, queries: int
) -> PageResult:
    count = UNCACHED if target.path.endswith(PAST_THE_CACHE) else CACHED
    rounds = list(compare_rates(target, count, bare, CACHED))
    return PageResult(
        name,
        median(rate for rate, _bare in rounds),
        median(rate / bare_rate for rate, bare_rate in rounds),
        least,
        measure_concurrent_rate(target, count),
        queries,
    )


def _build_environment(directory: Path, port: int) -> dict[str, str]:
    return {
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "DEBUG": "0",
        "BASE_DOMAIN": DOMAIN,
        "SITE_PORT": str(port),
        "CACHE_URL": "locmemcache://",
        "DATABASE_URL": f"sqlite:///{directory / 'db.sqlite3'}",
        "MEDIA_ROOT": str(directory / "media"),
        "DEMO_ACCOUNTS_FILE": str(directory / "accounts.json"),
    }


def _run(environment: dict[str, str], *arguments: str) -> str:
    command, variables = [sys.executable, *arguments], os.environ | environment
    done = subprocess.run(
        command, cwd=ROOT, env=variables, stdout=subprocess.PIPE, text=True, check=True
    )
    return done.stdout
