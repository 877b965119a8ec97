"""A bar that shows at a terminal how far a command has come, and is silent elsewhere."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from tqdm import tqdm


class Progress(Protocol):
    """Told of each piece of work that is done."""

    def __call__(self) -> None:
        """One piece is done."""


@contextmanager
def show_progress(total: int, label: str) -> Iterator[Progress]:
    """Show a bar in the block, of ``total`` pieces; give what is to be called after each."""
    with tqdm(total=total, desc=label, unit="part", disable=not sys.stderr.isatty()) as bar:
        yield bar.update
