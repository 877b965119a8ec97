"""Concurrent requests to websites, in a limited number of threads."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from itertools import islice
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

# Requests at the same time; limited to leave the server's capacity to visitors.
AT_ONCE = 8


def in_parallel(
    work: Callable[[Item], Result], items: Iterable[Item]
) -> Iterator[tuple[Item, Result]]:
    """Yield each item with the result of ``work``, in order of completion.

    ``work`` runs in threads and must not use the database. ``items`` is consumed in the caller's
    thread, one item whenever a thread is free. An exception of ``work`` is raised to the caller.
    """
    items = iter(items)
    with ThreadPoolExecutor(AT_ONCE) as crew:
        under_way = {crew.submit(work, item): item for item in islice(items, AT_ONCE)}
        while under_way:
            done, _others = wait(under_way, return_when=FIRST_COMPLETED)
            for future in done:
                item = under_way.pop(future)
                for following in islice(items, 1):
                    under_way[crew.submit(work, following)] = following
                yield item, future.result()
