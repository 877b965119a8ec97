"""Several websites read at the same time, and not too many."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from itertools import islice
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

# Requests under way at the same time: readers come first.
AT_ONCE = 8


def in_parallel(
    work: Callable[[Item], Result], items: Iterable[Item]
) -> Iterator[tuple[Item, Result]]:
    """Yield each item with what ``work`` makes of it, as they come.

    ``work`` runs in threads and must not ask the database; each of ``items`` is asked for in the
    thread of the caller, when there is somebody to work on it.
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
