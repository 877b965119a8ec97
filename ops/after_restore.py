"""Registry of functions that run after a restore, to rebuild derived rows."""

from collections.abc import Callable

_steps: list[Callable[[], object]] = []


def run_after_restore(step: Callable[[], object]) -> None:
    """Call ``step`` after every restore, outside of transactions, and again if it was killed."""
    _steps.append(step)


def list_steps() -> list[Callable[[], object]]:
    """Return the functions that were registered, in their order."""
    return [*_steps]
