"""Examinations of the doctor: how one is registered, and run within bounded time.

An examination is a function that yields results. It runs in a thread of its own, so that a server
that hangs costs ``SECONDS`` and no more; whatever it raises becomes one sentence.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from time import monotonic

from django.db import DatabaseError, InterfaceError, connections

# Seconds that one examination may take; asking all hosts of a province takes longer.
SECONDS = 15.0
# The folder of the source.
SOURCE = Path(__file__).resolve().parents[2]


class Level(StrEnum):
    """How a result is to be taken."""

    PASSED = "ok"
    WARNING = "warning"
    FAILED = "FAILED"


@dataclass(frozen=True)
class Result:
    """One sentence about what is, and where something is wrong one about what to do."""

    level: Level
    text: str
    advice: str = ""


@dataclass(frozen=True)
class Options:
    """What the operator asked for; ``mail_to`` is the address of a trial e-mail, else empty."""

    mail_to: str = ""


Examination = Callable[[Options], Iterator[Result]]


@dataclass(frozen=True)
class _Registered:
    examination: Examination
    subject: str
    seconds: float
    order: int


_registered: list[_Registered] = []


def passed(text: str) -> Result:
    """Return that something works."""
    return Result(Level.PASSED, text)


def warn(text: str, advice: str) -> Result:
    """Return that something works, and will not or not well."""
    return Result(Level.WARNING, text, advice)


def fail(text: str, advice: str) -> Result:
    """Return that something does not work; the command exits with 1 then."""
    return Result(Level.FAILED, text, advice)


def register_examination(
    examination: Examination, *, subject: str, order: int, seconds: float = SECONDS
) -> None:
    """Add an examination.

    ``subject``: what its lines begin with. ``order``: lowest first. ``seconds``: how long it may
    take.
    """
    _registered.append(_Registered(examination, subject, seconds, order))


def run_examinations(options: Options) -> Iterator[tuple[str, Result]]:
    """Run all examinations in their order; yield the subject and each result as it comes."""
    for registered in sorted(_registered, key=lambda one: one.order):
        for result in _run(registered, options):
            yield registered.subject, result


def summarize_error(error: BaseException) -> str:
    """Return the first line of what an exception says, or its name if it says nothing."""
    lines = str(error).strip().splitlines()
    return lines[0].rstrip(".") if lines else type(error).__name__


def _run(registered: _Registered, options: Options) -> Iterator[Result]:
    results: SimpleQueue[Result | None] = SimpleQueue()

    def work() -> None:
        try:
            for result in registered.examination(options):
                results.put(result)
        except (DatabaseError, InterfaceError) as error:
            results.put(
                fail(
                    f"The database does not give what is needed: {summarize_error(error)}.",
                    "See what is said of the database.",
                )
            )
        except Exception as error:  # noqa: BLE001, whatever is wrong is told in one sentence
            problem = f"{type(error).__name__}: {summarize_error(error)}"
            results.put(fail(f"It could not be examined ({problem}).", "Mend what this names."))
        finally:
            connections.close_all()
            results.put(None)

    # It is no reason to wait if the process ends before a server has answered.
    Thread(target=work, name=f"doctor: {registered.subject}", daemon=True).start()
    until = monotonic() + registered.seconds
    while True:
        try:
            result = results.get(timeout=max(until - monotonic(), 0))
        except Empty:
            message = f"There was no answer within {registered.seconds:.0f} seconds."
            yield fail(message, "Something hangs: look at the server, and at the way to it.")
            return
        if result is None:
            return
        yield result
