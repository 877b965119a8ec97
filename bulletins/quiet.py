"""Publishing without notifications and display checks, for the import of old bulletins."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_quiet: ContextVar[bool] = ContextVar("quiet", default=False)


@contextmanager
def quietly() -> Iterator[None]:
    """Suppress notifications and immediate display checks of what is published inside."""
    token = _quiet.set(True)
    try:
        yield
    finally:
        _quiet.reset(token)


def is_quiet() -> bool:
    """Return whether the code runs inside ``quietly``."""
    return _quiet.get()
