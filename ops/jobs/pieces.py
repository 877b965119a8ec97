"""Pieces of long work: how long one may take, so that nobody waits behind it.

A task that may take long is a generator. It yields after each step, which is done for good
by then; it is left after ``BUDGET_SECONDS``, and goes on later in another piece.
"""

from collections.abc import Generator
from time import monotonic
from typing import Any

# People wait for one piece at most.
PIECE_SECONDS = 60.0
# After which no further step of a piece is begun; the last one takes the rest.
BUDGET_SECONDS = PIECE_SECONDS * 2 / 3
# After which a task that has not ended counts as hanging.
LIMIT_SECONDS = PIECE_SECONDS * 2


def run_piece(steps: Generator[Any, Any, Any]) -> tuple[bool, Any]:
    """Do steps until the time is over, one at least.

    Returns whether that was all, and what was yielded last.
    """
    ends = monotonic() + BUDGET_SECONDS
    for last in steps:
        if monotonic() >= ends:
            steps.close()
            return False, last
    return True, None
