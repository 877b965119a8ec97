"""Entry point of all benchmarks; prints Markdown tables. See docs/features/benchmark.md."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from typing import Any

from benchmarks import pages
from benchmarks.servers import ROOT
from tests.postgres import start_cluster

FEW, MANY = 30, 3000
MAX_RATIO, MAX_QUERIES = 1.2, 80
PAGES = (2_000, 20_000)
SEARCHED = (
    "one website",
    "one website, new words",
    "all websites",
    "suggestions",
    "indexing one page anew",
    "writing one of many",
)


def print_row(*cells: object) -> None:
    """Print one row of a Markdown table."""
    sys.stdout.write(f"| {' | '.join(map(str, cells))} |\n")
    sys.stdout.flush()


def show_pages() -> None:
    """Print the rates of pages, against a Django view without middleware."""
    print_row("Page", "Requests a second", "× bare", "Aim", "4 clients", "Queries")
    print_row(*["---"] * 6)
    for line in pages.measure():
        rates = f"{line.rate:.0f}", f"{line.ratio:.3f}", f"≥ {line.least}", f"{line.concurrent:.0f}"
        print_row(line.name, *rates, line.queries)


def show_scale() -> None:
    """Print the times of publishing, with few agencies (``FEW``) and with many (``MANY``)."""
    few, many = (measure_on_postgres("benchmarks.scale", number) for number in (FEW, MANY))
    aim = f"≤ {MAX_RATIO} ×"
    print_row("PostgreSQL", f"{FEW} agencies, ms", f"{MANY}, ms", "Ratio", "Aim", "Queries")
    print_row(*["---"] * 6)
    for name, (small, _queries) in few["acts"].items():
        large, queries = many["acts"][name]
        ratio = f"{large / small:.2f}"
        print_row(name, f"{small:.0f}", f"{large:.0f}", ratio, aim, f"{queries} (≤ {MAX_QUERIES})")
    for path, small in few["pages"].items():
        large = many["pages"][path]
        print_row(f"page {path}", f"{small:.0f}", f"{large:.0f}", f"{large / small:.2f}", aim, "")


def show_search() -> None:
    """Print the median times of searching among few and many pages, on both databases."""
    print_row("Search", "Pages", *(f"{what}, ms" for what in SEARCHED))
    print_row(*["---"] * (2 + len(SEARCHED)))
    for number in PAGES:
        with tempfile.TemporaryDirectory() as folder:
            database = {"DATABASE_URL": f"sqlite:///{folder}/db.sqlite3"}
            found = measure_module("benchmarks.search", number, database)
        print_row("SQLite", number, *(f"{found[what][0]:.1f}" for what in SEARCHED))
        found = measure_on_postgres("benchmarks.search", number)
        print_row("PostgreSQL", number, *(f"{found[what][0]:.1f}" for what in SEARCHED))


def measure_on_postgres(module: str, number: int) -> dict[str, Any]:
    """Return what a module measures on a throw-away PostgreSQL server."""
    cluster = start_cluster()
    try:
        return measure_module(module, number, cluster.environment)
    finally:
        cluster.stop()


def measure_module(module: str, number: int, database: Mapping[str, str]) -> dict[str, Any]:
    """Return the JSON that a module prints, run in a process of its own.

    ``number``: the module's argument, a number of agencies or pages.
    ``database``: environment variables that name the database.
    """
    # With room as on a server; the default holds 300 entries.
    cache = {"CACHE_URL": "locmemcache://?max_entries=100000"}
    settings = {"DJANGO_SETTINGS_MODULE": "config.settings.test"}
    variables = {**os.environ, **cache, **database, **settings}
    command = [sys.executable, "-m", module, str(number)]
    done = subprocess.run(command, cwd=ROOT, env=variables, stdout=subprocess.PIPE, check=True)
    return dict(json.loads(done.stdout))


if __name__ == "__main__":
    show_pages()
    sys.stdout.write("\n")
    show_scale()
    sys.stdout.write("\n")
    show_search()
