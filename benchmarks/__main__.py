"""Runs all benchmarks and prints tables in Markdown; docs/features/benchmark.md explains them."""

import json
import os
import subprocess
import sys
from typing import Any

from benchmarks import pages
from benchmarks.serving import ROOT
from tests.postgres import start_cluster

FEW, MANY = 30, 3000
MOST_RATIO, MOST_QUERIES = 1.2, 80


def say(*cells: object) -> None:
    """Print a row of a table."""
    sys.stdout.write(f"| {' | '.join(map(str, cells))} |\n")
    sys.stdout.flush()


def show_pages() -> None:
    """What pages cost, against a bare view."""
    say("Page", "Requests a second", "× bare", "Aim", "4 clients", "Queries")
    say(*["---"] * 6)
    for line in pages.measure():
        rates = f"{line.rate:.0f}", f"{line.ratio:.3f}", f"≥ {line.least}", f"{line.concurrent:.0f}"
        say(line.name, *rates, line.queries)


def show_scale() -> None:
    """What publishing costs in a small province and in a large one."""
    few, many = at_scale(FEW), at_scale(MANY)
    aim = f"≤ {MOST_RATIO} ×"
    say("PostgreSQL", f"{FEW} agencies, ms", f"{MANY}, ms", "Ratio", "Aim", "Queries")
    say(*["---"] * 6)
    for name, (small, _queries) in few["acts"].items():
        large, queries = many["acts"][name]
        ratio = f"{large / small:.2f}"
        say(name, f"{small:.0f}", f"{large:.0f}", ratio, aim, f"{queries} (≤ {MOST_QUERIES})")
    for path, small in few["pages"].items():
        large = many["pages"][path]
        say(f"page {path}", f"{small:.0f}", f"{large:.0f}", f"{large / small:.2f}", aim, "")


def at_scale(agencies: int) -> dict[str, Any]:
    """Measure on a throw-away PostgreSQL of its own."""
    cluster = start_cluster()
    try:
        variables = os.environ | cluster.environment
        variables["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
        command = [sys.executable, "-m", "benchmarks.scale", str(agencies)]
        done = subprocess.run(command, cwd=ROOT, env=variables, stdout=subprocess.PIPE, check=True)
        return dict(json.loads(done.stdout))
    finally:
        cluster.stop()


if __name__ == "__main__":
    show_pages()
    sys.stdout.write("\n")
    show_scale()
