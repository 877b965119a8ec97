"""Readers, editors and publishers at a stack of several nodes, for minutes.

What was published must be on the first page that anybody gets afterwards, through every nginx and
edge; what was withdrawn must be on none.
"""

import json
import random
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from statistics import median
from typing import Any

from tqdm import tqdm

from benchmarks.clusters import get_resident_bytes
from benchmarks.people import SESSION, Backstage, Person
from benchmarks.readers import Crowd, Reader
from benchmarks.results import Measurement
from benchmarks.stack import ADMIN_HOST, Stack
from benchmarks.titles import RISING

READERS, EDITORS = 6, 2
# Whose websites are read: few enough that an edge is asked twice for a page.
WEBSITES = 30
# Seconds between two changes. Without a pause no edge would ever have a copy.
PAUSE = 3
# Memory is compared with that after this part of the time, when everything has been used.
WARM = 0.25
MOST_GROWTH = 1.1
PATHS = ("/", "/ban-tin/", "/tin-tuc/", "/lien-he/", "/so-do/", "/sitemap.xml", "/ban-tin/rss.xml")
SCREENS = ("/admin/", "/admin/tin-tuc/", "/admin/pages/{home}/")


def list_websites(stack: Stack) -> list[dict[str, Any]]:
    """Return host, home page, an article's key and path, and the people of each website."""
    return list(json.loads(stack.run("-m", "benchmarks.websites")))


def soak(stack: Stack, websites: list[dict[str, Any]], seconds: int) -> Iterator[Measurement]:
    """Let readers, editors and publishers work for so many seconds; yield what they met."""
    chosen = random.Random(7)  # noqa: S311, which website is asked
    written = [website for website in websites if website["article"]]
    some = chosen.sample(written, min(WEBSITES, len(written)))
    crowd, desk = Crowd(), Crowd()
    ports = [node.ports["https"] for node in stack.nodes]
    times: dict[str, list[float]] = {"publish": [], "withdraw": [], "edit": []}
    stale, memory = 0, []

    def choose_page() -> tuple[str, str, dict[str, str]]:
        website = chosen.choice(some)
        return website["host"], chosen.choice((*PATHS, website["article_path"])), {}

    with Backstage(stack) as backstage, ExitStack() as closing:
        watched = [Reader(port, place) for place, port in enumerate(ports)]
        for reader in watched:
            closing.callback(reader.close)
        screens = [(one, backstage.tell(f"session {one['editor']}")) for one in some[:EDITORS]]

        def choose_screen() -> tuple[str, str, dict[str, str]]:
            website, session = chosen.choice(screens)
            path = chosen.choice(SCREENS).format(**website)
            return ADMIN_HOST, path, {"Cookie": f"{SESSION}={session}"}

        begin = time.monotonic()
        bar = tqdm(total=seconds, unit="s", disable=not sys.stderr.isatty())
        closing.callback(bar.close)
        closing.enter_context(crowd.reading(ports, READERS, choose_page))
        closing.enter_context(desk.reading(ports, EDITORS, choose_screen))
        number = 0
        while time.monotonic() - begin < seconds:
            number += 1
            website, title = chosen.choice(some), f"{RISING}{number} {begin:.0f}"
            port = ports[number % len(ports)]
            ict = Person(port, 1, backstage.tell("session ict"))
            times["publish"].append(ict.publish_emergency(title))
            stale += _count_wrong(watched, website["host"], "/", title, shown=True)
            times["withdraw"].append(ict.withdraw(int(backstage.tell(f"find {title}"))))
            crowd.withdrawn.append(title)
            stale += _count_wrong(watched, website["host"], "/", title, shown=False)
            ict.close()
            edited = f"Bài sửa lần {number}"
            editor = Person(port, 2, backstage.tell(f"session {website['moderator']}"))
            times["edit"].append(editor.publish_article(website["article"], edited))
            editor.close()
            path = website["article_path"]
            stale += _count_wrong(watched, website["host"], path, edited, shown=True)
            if time.monotonic() - begin > WARM * seconds:
                memory.append(_get_memory(stack))
            bar.update(round(time.monotonic() - begin) - bar.n)
            time.sleep(PAUSE)
        for title in crowd.withdrawn:
            # Former runs would be read by the next.
            backstage.tell(f"delete {title}")
    if crowd.failures or desk.failures:
        sys.stderr.write(f"Failures: {crowd.failures} {desk.failures}\n")
    yield Measurement("soak", "readers' answers", crowd.counts.total(), "answers")
    yield Measurement("soak", "readers' median", 1000 * median(crowd.seconds), "ms")
    yield Measurement("soak", "readers' answers by an edge's copy", crowd.copies, "answers")
    yield Measurement("soak", "editors' screens", desk.counts.total(), "answers")
    errors = sum(crowd.failures.values()) + sum(desk.failures.values())
    yield Measurement("soak", "errors", errors, "answers", aim="≤ 0")
    changes = sum(map(len, times.values()))
    yield Measurement("soak", "stale pages", stale, f"pages after {changes} changes", aim="≤ 0")
    for name, took in times.items():
        yield Measurement("soak", f"{name}, under readers", 1000 * median(took), "ms")
    if memory:
        growth = median(memory[-3:]) / median(memory[:3])
        aim = f"≤ {MOST_GROWTH}"
        yield Measurement(
            "soak", "memory of all workers", memory[-1] / 1e6, "MB", growth, "after a quarter", aim
        )


def _count_wrong(readers: list[Reader], host: str, path: str, title: str, *, shown: bool) -> int:
    """Return through how many nodes a page is not what it must be."""
    return sum((title in reader.get(host, path).text) != shown for reader in readers)


def _get_memory(stack: Stack) -> int:
    pids = [pid for node in stack.nodes for pid in node.web.list_pids() + node.admin.list_pids()]
    return get_resident_bytes(pids)
