"""Upgrade of a nation from a release without decisions, with readers served.

The job loops found what was public, and separate words in the journal, while readers ask for pages
that each time are drawn for them: no copy of an edge or of the page cache hides what it costs them.
"""

import json
import random
import sys
import time
from collections.abc import Iterator
from statistics import median, quantiles
from typing import Any

from benchmarks.queries import PAST_THE_CACHE
from benchmarks.readers import Crowd
from benchmarks.results import Measurement
from benchmarks.soak import READERS
from benchmarks.stack import Stack

PATHS = ("/", "/ban-tin/", "/tin-tuc/", "/lien-he/")
# Seconds of reading before anything is measured, and the part of the time that readers are alone.
WARM_SECONDS, ALONE = 30, 0.2
# A loop has half the weight of a website's processes. It takes a fifth of two busy cores.
# A page then takes a quarter longer.
MOST_RATIO = 1.3
MOST_PIECE_SECONDS, MOST_MIGRATE_SECONDS = 60, 120
MILLION = 1_000_000


def migrate_from_former(stack: Stack, **variables: str) -> tuple[int, float]:
    """Bring the database to a former release and back; return the journal's entries, and seconds.

    ``variables``: for what runs before the cache does. The seconds are those of ``migrate``.
    """
    entries = int(stack.run("-m", "benchmarks.former_release", **variables))
    begin = time.monotonic()
    stack.manage("migrate", "--noinput", "-v0", **variables)
    return entries, time.monotonic() - begin


def measure_upgrade(
    stack: Stack, websites: list[dict[str, Any]], seconds: int, migrated: tuple[int, float]
) -> Iterator[Measurement]:
    """Let readers read alone, then while the loops found for so many seconds; yield both.

    Starts the jobs of ``stack``. ``migrated``: what ``migrate_from_former`` returned.
    """
    entries, took = migrated
    aim = f"≤ {MOST_MIGRATE_SECONDS}"
    yield Measurement("upgrade", f"migrate, {entries} entries of the journal", took, "s", aim=aim)
    chosen = random.Random(7)  # noqa: S311, which page is asked
    ports = [node.ports["https"] for node in stack.nodes]

    def choose_page() -> tuple[str, str, dict[str, str]]:
        website = chosen.choice(websites)
        path = chosen.choice((*PATHS, website["article_path"]))
        return website["host"], path + PAST_THE_CACHE, {}

    alone, beside = Crowd(), Crowd()
    for crowd, pause in ((Crowd(), WARM_SECONDS), (alone, ALONE * seconds)):
        with crowd.reading(ports, READERS, choose_page):
            time.sleep(pause)
    stack.start_jobs()
    with beside.reading(ports, READERS, choose_page):
        done = json.loads(stack.run("-m", "benchmarks.job_pieces", str(seconds)))
    if not done["founded"] or not done["separated"]:
        raise SystemExit(f"The loops did nothing in {seconds} seconds: give --soak more.")
    if beside.failures or alone.failures:
        sys.stderr.write(f"Failures: {alone.failures} {beside.failures}\n")
    yield Measurement("upgrade", "founded", done["founded"], "objects a second")
    hours = done["public"] / done["founded"] / 3600
    yield Measurement("upgrade", f"all {done['public']} public objects founded after", hours, "h")
    rate = done["separated"]
    yield Measurement("upgrade", "entries of the journal separated", rate, "a second")
    yield Measurement("upgrade", "a million entries separated after", MILLION / rate / 3600, "h")
    pieces = done["pieces"]
    aim = f"≤ {MOST_PIECE_SECONDS}"
    yield Measurement("upgrade", f"longest of {len(pieces)} pieces", max(pieces), "s", aim=aim)
    yield Measurement("upgrade", "readers' answers", beside.counts.total(), "answers")
    ratio, aim = "readers alone", f"≤ {MOST_RATIO}"
    for name, compute in (("median", median), ("slowest twentieth", _get_slow)):
        former, present = compute(alone.seconds), compute(beside.seconds)
        yield Measurement(
            "upgrade", f"readers' {name}", 1000 * present, "ms", present / former, ratio, aim
        )
    errors = sum(alone.failures.values()) + sum(beside.failures.values())
    yield Measurement("upgrade", "errors", errors, "answers", aim="≤ 0")


def _get_slow(seconds: list[float]) -> float:
    return quantiles(seconds, n=20)[-1]
