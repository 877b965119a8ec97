"""Entry point of all benchmarks: prints tables, and keeps results by version.

``python -m benchmarks [PART…]``; see docs/features/benchmark.md. Needs DJANGO_SETTINGS_MODULE.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import django

django.setup()

from benchmarks import chart
from benchmarks.clusters import EMPTY, KeptCluster, get_resident_bytes, make_cluster
from benchmarks.embedded import measure_embedded
from benchmarks.emergency import measure_emergency
from benchmarks.pages import WORKERS, load_demo, measure_pages
from benchmarks.processes import ROOT
from benchmarks.results import FOLDER, Measurement, keep_lines, print_lines
from benchmarks.servers import run_valkey
from benchmarks.sizes import Sizes
from benchmarks.soak import list_websites, soak
from benchmarks.stack import DEPLOY, Stack
from benchmarks.upgrade import measure_upgrade, migrate_from_former
from tests.postgres import start_cluster

PARTS = ("page", "embedded", "nation", "emergency", "soak", "search", "upgrade")
# Those of a nation while its jobs work.
AT_WORK = {"emergency", "soak"}
# What the nation is compared with: a province, with as many bulletins.
FEW_AGENCIES, FEW_PEOPLE = 30, 60
NODES = 2
# Written anew when ``benchmarks.nation`` writes something else.
GENERATION = "2"
AGENCY = "so-y-te"
# The database of the copy that is upgraded.
UPGRADED = "upgraded"
SEARCHED_PAGES = (2_000, 20_000)
# In bare views: 10 and 60 and 20 milliseconds where one takes a third of a millisecond.
SEARCHES = {
    "one website": "≤ 30",
    "one website, new words": "",
    "all websites": "≤ 180",
    "suggestions": "≤ 60",
    "indexing one page anew": "≤ 30",
    "writing one of many": "",
}
# Milliseconds, queries and ratios; of acts without an aim of their own only that they do not grow
# faster than the nation.
PAGES = ("home", "list of bulletins", "bulletin", "article", "list of documents")
ACTS = dict.fromkeys(("publish", "correct", "withdraw"), 1.2)
ACTS |= dict.fromkeys((f"page {name}" for name in PAGES), 1.1)
MOST_QUERIES = {"publish": 80, "correct": 80, "withdraw": 80}
MOST_MILLISECONDS = {
    "provisioning with starter pages": 100,
    "publication during provisioning": 1000,
    # An hour, and an hour of one core, for 3,500 websites.
    "nightly verification of a website": 1028,
    "nightly verification of a website: of a processor": 1028,
}
# Of a worker, of the start of the websites, and of a backup.
MOST_MEGABYTES, MOST_SECONDS, MOST_BACKUP_SECONDS = 300, 10, 600


def main() -> None:
    """Measure the parts that the command line names, by default all."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--nation", type=Sizes.parse, default="3500/350000/20000/5000",
                        metavar="AGENCIES/PAGES/BULLETINS/PEOPLE")  # fmt: skip
    parser.add_argument("--rounds", type=int, default=5, help="how often pages are asked in turn")
    parser.add_argument("--soak", type=int, default=600, metavar="SECONDS")
    parser.add_argument("--folder", type=Path, default=ROOT / "var" / "benchmark",
                        help="where databases are kept between runs")  # fmt: skip
    options = parser.parse_args()
    parts = options.parts or list(PARTS)
    if unknown := set(parts) - set(PARTS):
        parser.error(f"there is no part {', '.join(sorted(unknown))}")
    # All servers end with it, however it ends.
    signal.signal(signal.SIGTERM, lambda *_signal: sys.exit(128 + signal.SIGTERM))
    sizes = str(options.nation)
    if "page" in parts:
        with _run_demo(options.folder) as stack:
            lines = print_lines("Page", measure_pages(stack, AGENCY, options.rounds))
            keep_lines("page", lines, sizes)
    if "embedded" in parts:
        lines = print_lines("Embedded", measure_embedded(AGENCY, options.rounds))
        keep_lines("embedded", lines, sizes)
    if not AT_WORK.isdisjoint(parts) or "nation" in parts:
        _show_nation(options, parts)
    if "upgrade" in parts:
        _show_upgrade(options)
    if "search" in parts:
        keep_lines("search", print_lines("Search", _measure_search()), sizes)
    chart.write()
    sys.stdout.write(f"\nKept in {FOLDER.relative_to(ROOT)}.\n")


def _show_nation(options: argparse.Namespace, parts: list[str]) -> None:
    few: dict[str, Any] = {}
    sizes = str(options.nation)
    if "nation" in parts:
        per_agency = max(1, options.nation.pages // options.nation.agencies)
        small = replace(
            options.nation,
            agencies=FEW_AGENCIES,
            pages=FEW_AGENCIES * per_agency,
            people=FEW_PEOPLE,
        )
        with _run_nation(options.folder, small, nodes=1) as (stack, _facts):
            few = _measure_acts(stack)
    with _run_nation(options.folder, options.nation, nodes=NODES) as (stack, facts):
        websites = list_websites(stack)
        if "nation" in parts:
            many, factor = _measure_acts(stack, "night"), options.nation.agencies / FEW_AGENCIES
            lines = print_lines("Nation", _compare(few, many, factor))
            lines += print_lines("Running", _measure_running(stack, facts, options.nation))
            keep_lines("nation", lines, sizes)
        if "emergency" in parts:
            lines = print_lines("Emergency", measure_emergency(stack, websites))
            keep_lines("emergency", lines, sizes)
        else:
            stack.start_jobs()
        if "soak" in parts:
            keep_lines("soak", print_lines("Soak", soak(stack, websites, options.soak)), sizes)


def _show_upgrade(options: argparse.Namespace) -> None:
    """Upgrade a copy of the nation, so that the other parts find theirs as it was."""
    with _run_nation(options.folder, options.nation, nodes=NODES, is_upgraded=True) as (
        stack,
        facts,
    ):
        websites, migrated = list_websites(stack), facts["upgrade"]
        lines = measure_upgrade(stack, websites, options.soak, migrated)
        keep_lines("upgrade", print_lines("Upgrade", lines), str(options.nation))


def _measure_acts(stack: Stack, *parts: str) -> dict[str, Any]:
    found = stack.run("-m", "benchmarks.acts", *parts, REQUIRE_SECOND_FACTOR="off")
    return dict(json.loads(found))


def _compare(
    few: Mapping[str, Any], many: Mapping[str, Any], factor: float
) -> Iterator[Measurement]:
    """Yield the lines of acts: the nation's times beside those of a province.

    Each was measured some minutes from the other, so that both are compared in yards.
    ``factor``: how many times more agencies the nation has.
    """
    beside = f"{FEW_AGENCIES} agencies"
    for name, (took, queries, yards) in many.items():
        label = f"ms, {queries} queries"
        if most := MOST_MILLISECONDS.get(name):
            yield Measurement("nation", name, took, label, aim=f"≤ {most}")
        else:
            aim = f"≤ {ACTS.get(name) or round(factor)}"
            _took, _queries, former = few[name]
            yield Measurement("nation", name, took, label, yards / former, beside, aim)
        if most := MOST_QUERIES.get(name):
            yield Measurement("nation", f"{name}: queries", queries, "queries", aim=f"≤ {most}")


def _measure_running(stack: Stack, facts: Mapping[str, Any], sizes: Sizes) -> Iterator[Measurement]:
    """Yield what the installation itself takes: memory, start-up, backup, the disk."""
    node = stack.nodes[0]
    # The first only watches over the others.
    pids = node.web.list_pids()[1:]
    memory = get_resident_bytes(pids) / len(pids) / 1e6
    yield Measurement("nation", "memory of a worker", memory, "MB", aim=f"≤ {MOST_MEGABYTES}")
    seconds = node.start_seconds
    yield Measurement("nation", "start-up of websites", seconds, "s", aim=f"≤ {MOST_SECONDS}")
    file = stack.folder / "backup"
    begin = time.monotonic()
    stack.manage("backup", str(file))
    took = time.monotonic() - begin
    yield Measurement("nation", "backup", took, "s", aim=f"≤ {MOST_BACKUP_SECONDS}")
    yield Measurement("nation", "backup: the file", file.stat().st_size / 1e6, "MB")
    yield Measurement("nation", "database", stack.cluster.measure_size() / 1e6, "MB")
    for step, seconds in facts.get("took", {}).items():
        yield Measurement("nation", f"building {sizes}: {step}", seconds, "s")


@contextmanager
def _run_demo(folder: Path) -> Iterator[Stack]:
    """Run the demo on one node with one worker."""
    with _run_stack(folder, "demo", nodes=1, workers=WORKERS) as (stack, is_known, cluster):
        load_demo(stack, folder, is_first=not is_known)
        cluster.mark("demo")
        stack.start()
        stack.start_jobs()
        yield stack


@contextmanager
def _run_nation(
    folder: Path, sizes: Sizes, *, nodes: int, is_upgraded: bool = False
) -> Iterator[tuple[Stack, Mapping[str, Any]]]:
    """Run a nation, which is built first where it is not there; gives what is known of it too.

    ``is_upgraded``: run a copy of it that was upgraded from a former release a moment ago.
    """
    name = "nation_" + str(sizes).replace("/", "_")
    # As the runbook says.
    places = {"VALKEY_MEMORY": f"{max(512, sizes.agencies // 2)}mb"}
    with _run_stack(folder, name, nodes=nodes, places=places) as (stack, is_known, cluster):
        if not is_known:
            took = json.loads(stack.run("-m", "benchmarks.nation", str(sizes), **NO_CACHE))
            cluster.mark(GENERATION, took=took)
        else:
            stack.manage("migrate", "--noinput", "-v0", **NO_CACHE)
        facts = cluster.marks[name]
        if is_upgraded:
            cluster.copy(UPGRADED)
            facts["upgrade"] = migrate_from_former(stack, **NO_CACHE)
        stack.run("-m", "benchmarks.backlog", **NO_CACHE)
        stack.start()
        yield stack, facts


# For what runs before the cache does.
NO_CACHE = {"CACHE_URL": "locmemcache://", "DJANGO_SETTINGS_MODULE": "config.settings.dev",
            "DEBUG": "0", "SITE_PORT": "443", "EDGE_URLS": ""}  # fmt: skip


@contextmanager
def _run_stack(
    folder: Path,
    name: str,
    *,
    nodes: int,
    workers: int = 0,
    places: Mapping[str, str] | None = None,
) -> Iterator[tuple[Stack, bool, KeptCluster]]:
    """Give a stack that is not started, whether its database is finished, and the server."""
    cluster = make_cluster(DEPLOY / "postgresql" / "bantin.conf", folder / "server")
    word = GENERATION if name.startswith("nation") else name
    # A short path: that of a socket may have 107 characters.
    with tempfile.TemporaryDirectory(prefix="bantin-bench-") as temporary:
        place = Path(temporary)
        place.chmod(0o755)
        media = folder / "media"
        stack = Stack(place, cluster, media, nodes=nodes, workers=workers, places=places)
        try:
            cluster.open()
            if EMPTY not in cluster.marks:
                cluster.choose(EMPTY, EMPTY)
                stack.manage("migrate", "--noinput", "-v0", **NO_CACHE)
                cluster.mark(EMPTY)
            yield stack, cluster.choose(name, word), cluster
        finally:
            stack.stop()
            cluster.stop()


def _measure_search() -> Iterator[Measurement]:
    """Yield the median times of searching among few and many pages, on both databases."""
    for number in SEARCHED_PAGES:
        with tempfile.TemporaryDirectory() as folder:
            environment = {"DATABASE_URL": f"sqlite:///{folder}/db.sqlite3"}
            environment["CACHE_URL"] = "locmemcache://"
            yield from _list_searches("SQLite", number, environment)
        cluster = start_cluster()
        try:
            with run_valkey() as url:
                environment = {**cluster.environment, "CACHE_URL": url}
                yield from _list_searches("PostgreSQL", number, environment)
        finally:
            cluster.stop()


def _list_searches(
    database: str, number: int, environment: Mapping[str, str]
) -> Iterator[Measurement]:
    command = [sys.executable, "-m", "benchmarks.search", str(number)]
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | dict(environment), stdout=subprocess.PIPE, check=True
    )
    found = json.loads(done.stdout)
    for name, aim in SEARCHES.items():
        took, ratio = found[name]
        given = aim if number == max(SEARCHED_PAGES) else ""
        line = f"{name}, {number} pages, {database}"
        yield Measurement("search", line, took, "ms", ratio, "bare view", given)


if __name__ == "__main__":
    main()
