"""Registry of measured facts about the installation, with a time limit.

An app registers what it can tell (``register_measure``). All measures of a group are asked in one
thread, because a database that hangs holds whoever asks it; who wants to know waits for a moment
and is told that there was no answer. While a thread hangs, no second one is begun.

Inside a transaction everything is asked there: only it sees its own rows, and it has waited for the
database already.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from threading import Lock, Thread
from time import monotonic
from typing import NamedTuple

from django.db import Error, connection, transaction

from ops.system.brief_queries import brief_queries

logger = logging.getLogger(__name__)

# Seconds that somebody who asks waits, for all groups together.
MAX_SECONDS = 2.0
DATABASE = "database"


class Sample(NamedTuple):
    """One value of a measure, with its labels by name."""

    value: float
    labels: Mapping[str, str] = {}


@dataclass(frozen=True)
class Measure:
    """Something that can be measured; ``name`` as Prometheus has it, with its unit."""

    name: str
    help: str
    read: Callable[[], Iterable[Sample]]
    group: str = DATABASE
    is_slow: bool = False


@dataclass(frozen=True)
class Measured:
    """What was measured: the samples by name of the measure, and which groups did not answer."""

    samples: dict[str, list[Sample]] = field(default_factory=dict)
    silent: frozenset[str] = frozenset()

    def find_value(self, name: str, **labels: str) -> float | None:
        """Return the value of the sample with these labels, None if there is none."""
        for sample in self.samples.get(name, ()):
            if labels.items() <= dict(sample.labels).items():
                return sample.value
        return None


_measures: dict[str, Measure] = {}


def register_measure(
    name: str,
    help: str,
    read: Callable[[], Iterable[Sample]],
    *,
    group: str = DATABASE,
    is_slow: bool = False,
) -> None:
    """Add a measure; call when the app is ready.

    ``name``: with its unit, as ``bantin_queue_age_seconds``. ``help``: one sentence for operators.
    ``read`` returns the present samples, none if there is nothing to say. ``group``: measures that
    ask the same thing, and would hang together; those of ``DATABASE`` may use the database.
    ``is_slow``: asked after all others of its group.
    """
    _measures[name] = Measure(name, help, read, group, is_slow)


def list_measures() -> list[Measure]:
    """Return all measures, sorted by name."""
    return [_measures[name] for name in sorted(_measures)]


def measure(seconds: float = MAX_SECONDS) -> Measured:
    """Ask for all measures, ``seconds`` long at most; what gave no answer by then is missing."""
    if connection.in_atomic_block:
        return Measured({name: of for each in list_measures() for name, of in _read(each).items()})
    ends = monotonic() + seconds
    inquiries = [
        _begin_inquiry(group) for group in sorted({each.group for each in list_measures()})
    ]
    found: dict[str, list[Sample]] = {}
    silent = set()
    for inquiry in inquiries:
        answer = inquiry.wait(ends)
        if answer is None:
            silent.add(inquiry.group)
        else:
            found |= answer
    return Measured(found, frozenset(silent))


class _Inquiry:
    """A thread that asks for the measures of a group."""

    def __init__(self, group: str) -> None:
        self.group = group
        self.began = monotonic()
        self.answer: dict[str, list[Sample]] | None = None
        self.thread = Thread(target=self._run, name=f"measures-{group}", daemon=True)
        self.thread.start()

    def wait(self, ends: float) -> dict[str, list[Sample]] | None:
        """Return what was answered by ``ends`` (monotonic), None if nothing was.

        Whoever finds a thread that has hung for long does not wait for it again, and is not told
        what it found before it hung.
        """
        if monotonic() - self.began >= MAX_SECONDS:
            return None
        self.thread.join(max(0.0, ends - monotonic()))
        return None if self.answer is None else dict(self.answer)

    def _run(self) -> None:
        own = [each for each in list_measures() if each.group == self.group]
        own.sort(key=lambda each: each.is_slow)
        try:
            # Filled in one by one: one that is slow keeps none of those before it from being told.
            for samples in _ask_database(own) if self.group == DATABASE else map(_read, own):
                self.answer = (self.answer or {}) | samples
        except Error as error:
            logger.warning("The database could not be asked for measures: %s", type(error).__name__)


_inquiries: dict[str, _Inquiry] = {}
_lock = Lock()


def _begin_inquiry(group: str) -> _Inquiry:
    """Return the inquiry that is under way for this group, or a new one."""
    with _lock:
        former = _inquiries.get(group)
        if former is None or not former.thread.is_alive():
            _inquiries[group] = _Inquiry(group)
        return _inquiries[group]


def _ask_database(measures: list[Measure]) -> Iterator[dict[str, list[Sample]]]:
    """Yield nothing as soon as the database has answered at all, then each measure."""
    try:
        connection.ensure_connection()
        with brief_queries():
            yield {}
            yield from map(_read, measures)
    finally:
        connection.close()


def _read(each: Measure) -> dict[str, list[Sample]]:
    """Return the samples by name; nothing if this one fails, so that the others are told."""
    savepoint = connection.in_atomic_block and each.group == DATABASE
    try:
        with transaction.atomic() if savepoint else nullcontext():
            return {each.name: list(each.read())}
    except (Error, OSError) as error:
        logger.warning("%s could not be measured: %s", each.name, type(error).__name__)
        return {}
