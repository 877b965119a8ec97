"""An emergency for a whole nation: whether the first reader of every website sees it.

The home page of each website is asked for at every node, through nginx and edge. That says
something of an edge only where it holds a copy from before, and it forgets one by itself after half
a minute: so the websites take turns, as many at a time as can be looked at, published to and asked
again in less.
"""

import random
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median
from typing import Any

from tqdm import tqdm

from benchmarks.people import Backstage, Person
from benchmarks.readers import Crowd, ask_each
from benchmarks.results import Measurement
from benchmarks.soak import READERS
from benchmarks.stack import Stack
from benchmarks.titles import EMERGENCY

AT_ONCE = 300
# Of the pages that are asked for so many must have been at the edge a moment before.
LEAST_COPIES = 0.9
MOST_MILLISECONDS, MOST_SECONDS = 1000, 600


def measure_emergency(stack: Stack, websites: list[dict[str, Any]]) -> Iterator[Measurement]:
    """Publish emergencies for all, and ask every website for its home page through every node.

    Starts the jobs of ``stack`` when all websites have had their turn.
    Yields how long a publication took its editor, how many pages were at an edge just before, how
    many first answers after it did not show it, and, of an emergency that stays while others read,
    when the last of all websites had drawn it at every node.
    """
    hosts = [website["host"] for website in websites]
    ports = [node.ports["https"] for node in stack.nodes]
    took, copies, stale = list[float](), 0, 0
    with Backstage(stack) as backstage:
        for begin in tqdm(range(0, len(hosts), AT_ONCE), disable=not sys.stderr.isatty()):
            some = hosts[begin : begin + AT_ONCE]
            # The first draws the pages, the second fetches what edges have forgotten meanwhile.
            for _time in range(2):
                _count_with("", ports, some)
            # Ages are told in whole seconds.
            time.sleep(1)
            copies += sum(answer.is_copy for answer in ask_each(ports, some, "/"))
            with _publish(ports[0], backstage) as (title, seconds):
                took.append(seconds)
                stale += len(ports) * len(some) - _count_with(title, ports, some)
        # One that stays has thousands told by mail, and every website read.
        stack.start_jobs()
        crowd, chosen = Crowd(), random.Random(7)  # noqa: S311, which website is asked
        with _publish(ports[-1], backstage) as (title, _seconds):
            published = time.monotonic()
            with crowd.reading(ports, READERS, lambda: (chosen.choice(hosts), "/ban-tin/", {})):
                stale += len(ports) * len(hosts) - _count_with(title, ports, hosts)
            last = time.monotonic() - published
    asked = len(ports) * len(hosts)
    yield Measurement("emergency", "websites", len(hosts), "websites")
    yield Measurement(
        "emergency", "publication", 1000 * median(took), "ms", aim=f"≤ {MOST_MILLISECONDS}"
    )
    yield Measurement(
        "emergency",
        f"pages at {len(ports)} edges the moment before",
        copies,
        "pages",
        copies / asked,
        "asked",
        f"≥ {LEAST_COPIES}",
    )
    label = f"of {2 * asked} answers"
    yield Measurement("emergency", "first answers without it", stale, label, aim="≤ 0")
    yield Measurement(
        "emergency",
        f"last home page drawn, under {READERS} readers",
        last,
        "s",
        aim=f"≤ {MOST_SECONDS}",
    )
    errors = sum(crowd.failures.values())
    yield Measurement("emergency", "errors of readers", errors, "answers", aim="≤ 0")


@contextmanager
def _publish(port: int, backstage: Backstage) -> Iterator[tuple[str, float]]:
    """Have an emergency for all while the block runs; give its title and the seconds it took."""
    title = f"{EMERGENCY}{time.time():.3f}"
    # Signed in a moment ago, as whoever publishes an emergency must be.
    person = Person(port, 1, backstage.tell("session ict"))
    try:
        yield title, person.publish_emergency(title)
    finally:
        person.close()
        backstage.tell(f"delete {title}")


def _count_with(words: str, ports: list[int], hosts: list[str]) -> int:
    """Ask for the home page of each website at each node; return how many have the words."""
    return sum(
        answer.status == 200 and words in answer.text  # noqa: PLR2004, found
        for answer in ask_each(ports, hosts, "/")
    )
