"""Pages of the demo's websites under gunicorn, against a bare view with the same bytes."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.asking import Target, concurrent_requests_a_second, requests_a_second
from benchmarks.serving import ROOT, free_port, gunicorn, valkey

DOMAIN = "backan.localhost"
# The page cache leaves out what is asked for with a parameter that views read.
PAST_THE_CACHE = "?trang=1"
CACHED, UNCACHED = 2000, 150
LEAST_CACHED, LEAST_WITH_VALKEY, LEAST_UNCACHED = 0.8, 0.6, 0.03
MOST_QUERIES = 12


@dataclass(frozen=True)
class Line:
    """What one page did; ``ratio`` is against the bare view, ``least`` what was aimed at."""

    name: str
    rate: float
    ratio: float
    concurrent: float
    least: float
    queries: int | None = None


def measure() -> Iterator[Line]:
    """Measure on SQLite with the cache in the process, then with Valkey where there is one."""
    with tempfile.TemporaryDirectory(prefix="bantin-benchmark-") as name, valkey() as address:
        directory, port = Path(name), free_port()
        environment = _environment(directory, port)
        _run(environment, "manage.py", "migrate", "-v0")
        _run(environment, "manage.py", "load_demo", "-v0")
        paths = json.loads(_run(environment, "-m", "benchmarks.queries"))
        host = f"{paths['host']}:{port}"
        with gunicorn("config.wsgi", port, environment):
            page = Target(port, host, "/").get()
            bare = _bare(directory, page, host)
            yield Line("bare view", bare, 1, bare, 1)
            yield _line("home, cached", Target(port, host, "/"), bare, LEAST_CACHED, 1)
            for kind, (path, queries) in paths["pages"].items():
                target = Target(port, host, path + PAST_THE_CACHE)
                yield _line(f"{kind}, uncached", target, bare, LEAST_UNCACHED, queries)
        if address:
            with gunicorn("config.wsgi", port, environment | {"CACHE_URL": address}):
                yield _line(
                    "home, cached in Valkey", Target(port, host, "/"), bare, LEAST_WITH_VALKEY, 1
                )


def _line(name: str, target: Target, bare: float, least: float, queries: int) -> Line:
    count = UNCACHED if target.path.endswith(PAST_THE_CACHE) else CACHED
    rate = requests_a_second(target, count)
    return Line(
        name, rate, rate / bare, concurrent_requests_a_second(target, count), least, queries
    )


def _bare(directory: Path, page: bytes, host: str) -> float:
    file, port = directory / "page", free_port()
    file.write_bytes(page)
    with gunicorn("benchmarks.bare", port, {"BARE_FILE": str(file)}):
        return requests_a_second(Target(port, host, "/"), CACHED)


def _environment(directory: Path, port: int) -> dict[str, str]:
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
