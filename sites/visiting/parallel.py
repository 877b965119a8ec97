"""Several websites read at the same time, and not too many."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

# Requests under way at the same time: readers come first.
AT_ONCE = 8


def in_parallel(
    work: Callable[[Item], Result], items: Iterable[Item]
) -> Iterator[tuple[Item, Result]]:
    """Yield each item with what ``work`` makes of it, as they come.

    ``work`` runs in threads and must not ask the database.
    """
    with ThreadPoolExecutor(AT_ONCE) as crew:
        futures = {crew.submit(work, item): item for item in items}
        for future in as_completed(futures):
            yield futures[future], future.result()
