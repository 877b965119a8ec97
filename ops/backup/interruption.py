"""Interruption of a command by a signal, which ends it like a failure."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType

# What Ctrl-C, ``kill`` and systemd, and a terminal that is closed send.
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Interruption(SystemExit):
    """The command was told to stop; its exit code is 128 and the number of the signal."""


@contextmanager
def ending_cleanly(tell: Callable[[str], object], words: str) -> Iterator[None]:
    """In the block, SIGINT, SIGTERM and SIGHUP raise Interruption, the first of them only.

    ``tell`` is given ``words`` when all that the block has begun is taken back: what is left, and
    what is to be done.
    """

    def leave(number: int, frame: FrameType | None) -> None:
        # A second signal would interrupt the tidying up.
        for one in _SIGNALS:
            signal.signal(one, signal.SIG_IGN)
        raise Interruption(128 + number)

    former = [signal.signal(number, leave) for number in _SIGNALS]
    try:
        yield
    except Interruption:
        # The terminal that is closed reads nothing any more.
        with suppress(OSError):
            tell(f"Interrupted. {words}")
        raise
    finally:
        for number, handler in zip(_SIGNALS, former, strict=True):
            signal.signal(number, handler)
