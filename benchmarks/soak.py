"""Readers, editors and publishers at a stack of several nodes, for minutes.

What was published must be on the first page that anybody gets afterwards, through every nginx and
edge; what was withdrawn must be on none.
"""

import json
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from statistics import median
from typing import Any

from tqdm import tqdm

from benchmarks.clusters import get_resident_bytes
from benchmarks.readers import Crowd, Reader
from benchmarks.results import Measurement
from benchmarks.servers import ROOT
from benchmarks.stack import ADMIN_HOST, Stack

READERS, EDITORS = 6, 2
# Memory is compared with that after this part of the time, when everything has been used.
WARM = 0.25
MOST_GROWTH = 1.1
PATHS = ("/", "/ban-tin/", "/tin-tuc/", "/lien-he/", "/so-do/", "/sitemap.xml", "/ban-tin/rss.xml")
SCREENS = ("/admin/", "/admin/tin-tuc/", "/admin/pages/{home}/")


class Publisher:
    """The process of ``benchmarks.publisher``."""

    def __init__(self, stack: Stack) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.publisher"],
            cwd=ROOT,
            env=stack.environment | {"REQUIRE_SECOND_FACTOR": "off"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def tell(self, line: str) -> str:
        """Give an order; return the answer. Raises RuntimeError if there is none."""
        assert self.process.stdin and self.process.stdout  # noqa: S101
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline().strip()
        if not answer:
            raise RuntimeError(f"{line}: the publisher has ended")
        return answer

    def measure(self, line: str) -> float:
        """Give an order; return the milliseconds that it took."""
        return float(self.tell(line).removeprefix("done "))

    def close(self) -> None:
        """End the process."""
        assert self.process.stdin  # noqa: S101
        self.process.stdin.close()
        self.process.wait(60)


def list_websites(stack: Stack) -> list[dict[str, Any]]:
    """Return host, home page, an article's key and path, and an editor of each website."""
    return list(json.loads(stack.run("-m", "benchmarks.websites")))


def measure_emergency(stack: Stack, websites: list[dict[str, Any]]) -> Iterator[Measurement]:
    """Publish an emergency for all, and ask every website for its home page through every node.

    All are asked before too, so that every edge has them. Yields how long the publication took,
    how many first answers did not show it, and after how many seconds the last one was drawn.
    """
    publisher = Publisher(stack)
    readers = [Reader(node.ports["https"], place) for place, node in enumerate(stack.nodes)]
    title = f"Lũ khẩn cấp {time.time():.0f}"
    try:
        for website in _show_progress(websites, "warmed"):
            for place, reader in enumerate(readers):
                reader.address = f"10.3.{place}.{random.randint(1, 250)}"  # noqa: S311
                reader.get(website["host"], "/")
        took = publisher.measure(f"publish {title}")
        begin, stale = time.monotonic(), 0
        for website in _show_progress(websites, "asked"):
            for place, reader in enumerate(readers):
                reader.address = f"10.3.{place}.{random.randint(1, 250)}"  # noqa: S311
                stale += title not in reader.get(website["host"], "/")[1]
        last = time.monotonic() - begin
    finally:
        publisher.tell(f"delete {title}")
        publisher.close()
        for reader in readers:
            reader.close()
    what = f"emergency for {len(websites)} websites, {len(readers)} edges"
    yield Measurement("nation", f"{what}: publication", took, "ms", aim="≤ 1000")
    yield Measurement("nation", f"{what}: first answers without it", stale, "answers", aim="≤ 0")
    yield Measurement("nation", f"{what}: last home page drawn after", last, "s")


def soak(stack: Stack, websites: list[dict[str, Any]], seconds: int) -> Iterator[Measurement]:
    """Let readers, editors and publishers work for so many seconds; yield what they met."""
    publisher = Publisher(stack)
    chosen = random.Random(7)  # noqa: S311, which website is asked
    written = [website for website in websites if website["article"]]
    some = chosen.sample(written, min(200, len(written)))
    editors = [(one, publisher.tell(f"session {one['editor']}")) for one in some[:EDITORS]]
    crowd, desk = Crowd(), Crowd()
    ports = [node.ports["https"] for node in stack.nodes]
    watched = [Reader(port, place) for place, port in enumerate(ports)]

    def choose_page() -> tuple[str, str, dict[str, str]]:
        website = chosen.choice(some)
        return website["host"], chosen.choice((*PATHS, website["article_path"])), {}

    def choose_screen() -> tuple[str, str, dict[str, str]]:
        website, session = chosen.choice(editors)
        path = chosen.choice(SCREENS).format(**website)
        return ADMIN_HOST, path, {"Cookie": f"__Host-sessionid={session}"}

    times: dict[str, list[float]] = {"publish": [], "withdraw": [], "edit": []}
    stale, memory = 0, []
    begin = time.monotonic()
    bar = tqdm(total=seconds, unit="s", disable=not sys.stderr.isatty())
    with crowd.reading(ports, READERS, choose_page), desk.reading(ports, EDITORS, choose_screen):
        number = 0
        while time.monotonic() - begin < seconds:
            number += 1
            website, title = chosen.choice(some), f"Nước lên {number} {begin:.0f}"
            times["publish"].append(publisher.measure(f"publish {title}"))
            stale += _count_wrong(watched, website["host"], "/", title, shown=True)
            times["withdraw"].append(publisher.measure(f"withdraw {title}"))
            stale += _count_wrong(watched, website["host"], "/", title, shown=False)
            publisher.tell(f"delete {title}")
            edited = f"Bài sửa lần {number}"
            times["edit"].append(publisher.measure(f"edit {website['article']} {edited}"))
            path = website["article_path"]
            stale += _count_wrong(watched, website["host"], path, edited, shown=True)
            if time.monotonic() - begin > WARM * seconds:
                memory.append(_get_memory(stack))
            bar.update(round(time.monotonic() - begin) - bar.n)
    bar.close()
    publisher.close()
    for reader in watched:
        reader.close()
    if crowd.failures or desk.failures:
        sys.stderr.write(f"Failures: {crowd.failures} {desk.failures}\n")
    told = f"{seconds} seconds"
    yield Measurement("soak", f"{told}: readers' answers", crowd.counts.total(), "answers")
    yield Measurement("soak", "readers' median", 1000 * median(crowd.seconds), "ms")
    yield Measurement("soak", "editors' screens", desk.counts.total(), "answers")
    errors = sum(crowd.failures.values()) + sum(desk.failures.values())
    yield Measurement("soak", "errors", errors, "answers", aim="≤ 0")
    changes = sum(map(len, times.values()))
    yield Measurement("soak", f"stale pages after {changes} changes", stale, "pages", aim="≤ 0")
    for name, took in times.items():
        yield Measurement("soak", f"{name}, under readers", median(took), "ms")
    if memory:
        growth = median(memory[-3:]) / median(memory[:3])
        amount = memory[-1] / 1e6
        aim = f"≤ {MOST_GROWTH}"
        yield Measurement(
            "soak", "memory of all workers", amount, "MB", growth, "after a quarter", aim
        )


def _count_wrong(readers: list[Reader], host: str, path: str, title: str, *, shown: bool) -> int:
    """Return through how many nodes a page is not what it must be."""
    return sum((title in reader.get(host, path)[1]) != shown for reader in readers)


def _get_memory(stack: Stack) -> int:
    pids = [pid for node in stack.nodes for pid in node.web.list_pids() + node.admin.list_pids()]
    return get_resident_bytes(pids)


def _show_progress(items: list[Any], what: str) -> Any:
    return tqdm(items, desc=what, unit="website", disable=not sys.stderr.isatty())
