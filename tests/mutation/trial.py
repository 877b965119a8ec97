"""Trying changes: for each a process of its own, forked where everything is ready."""

import gc
import os
import resource
import signal
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import NoReturn

import pytest

from tests.mutation.functions import Functions, Mutant

PROCESSES = 2
# Seconds of the processor for one test: who hangs has noticed.
PATIENCE = 15
# How many times as long as on two cores that do nothing else it may take, before the clock decides.
SLOWNESS = 4
# Tests of one change, by rounds: at first the nearest; what nobody noticed meets more of them.
ROUNDS = (15, 30, 60, 195)
# Part of the time for the first round.
FIRST_PART = 0.5
# Against changes that make something grow without end, in bytes.
MEMORY = 4 * 2**30
# How a process for a change ends. The same is a change that leaves the code as it was; not run is
# one that no test comes to here, on SQLite, though some are known to elsewhere.
UNNOTICED, NOTICED, THE_SAME, NOT_RUN = 0, 1, 2, 3


class Budget:
    """The time for all of it, in seconds of two cores.

    It counts the time of the processor, so that a busy machine tries as much as one at rest.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._began = _get_processor_time(), time.monotonic()

    def get_part(self) -> float:
        """Return which part of it is gone, from 0 to 1 and above."""
        processor, clock = self._began
        used = (_get_processor_time() - processor) / PROCESSES
        return max(used, (time.monotonic() - clock) / SLOWNESS) / self._seconds


def _get_processor_time() -> float:
    """Return the seconds of this process and of those of its own that have ended."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


class Fork:
    """A process of its own for some tests, with or without a change."""

    def __init__(self, work: Callable[[int], int]) -> None:
        # Tests that the change keeps from ending, and what they start, are ended as a group.
        self._said, told = os.pipe()
        self._pid = os.fork()
        if self._pid == 0:
            _work_off(work, told)
        os.close(told)
        os.set_blocking(self._said, False)
        self.tests_begun = 0
        self._heard_at = time.monotonic()

    def ask(self) -> int | None:
        """Return how it ended, None while it works. Too long over one test is ``NOTICED``."""
        ended, status = os.waitpid(self._pid, os.WNOHANG)
        with suppress(BlockingIOError):
            if begun := len(os.read(self._said, 4096)):
                self.tests_begun += begun
                self._heard_at = time.monotonic()
        if ended:
            os.close(self._said)
            self._end_group()
            # Below 0 a signal ended it: it took too long, or too much.
            code = os.waitstatus_to_exitcode(status)
            return code if code >= 0 else NOTICED
        if time.monotonic() - self._heard_at > PATIENCE * SLOWNESS:
            self.end()
            return NOTICED
        return None

    def end(self) -> None:
        """End it, whatever it does."""
        self._end_group()
        os.waitpid(self._pid, 0)
        os.close(self._said)

    def _end_group(self) -> None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._pid, signal.SIGKILL)


def _work_off(work: Callable[[int], int], told: int) -> NoReturn:
    code = NOTICED
    try:
        os.setsid()
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in range(3):
            os.dup2(nowhere, stream)
        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
        code = work(told)
    finally:
        os._exit(code)


class Trial:
    """The loop of a pytest session in which each change has its own process."""

    def __init__(self, mutants: list[Mutant], budget: Budget) -> None:
        self.outcomes: dict[Mutant, int] = {}
        self._mutants, self._budget = mutants, budget
        self._is_sound: dict[str, bool] = {}
        self._tried: defaultdict[Mutant, set[str]] = defaultdict(set)
        # By module: the tests that have noticed a change, and how many of them.
        self._noticing: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._failed = False

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Take the place of pytest's own loop."""
        if session.testsfailed:
            return False
        self._items = {item.nodeid: item for item in session.items}
        self._functions = Functions(mutant.path for mutant in self._mutants)
        # Makes the database, with the agencies in it: what belongs to the session stays.
        self._run(next(filter(_asks_database, session.items), session.items[0]))
        if self._failed:
            pytest.exit("unchanged code fails a test", returncode=pytest.ExitCode.INTERNAL_ERROR)
        gc.freeze()
        first, *others = ROUNDS
        gone = self._budget.get_part()
        self._try_all(self._mutants, first, gone + (1 - gone) * FIRST_PART)
        for most in others:
            left = [each for each, how in self.outcomes.items() if how in {UNNOTICED, NOT_RUN}]
            self._try_all(left, most, 1)
        return True

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Remember that something failed."""
        self._failed |= report.failed

    def _try_all(self, mutants: Iterable[Mutant], most: int, part: float) -> None:
        waiting = list(mutants)[::-1]
        running: list[tuple[Fork, Mutant, list[str]]] = []
        while (waiting or running) and self._budget.get_part() < part:
            while waiting and len(running) < PROCESSES:
                mutant = waiting.pop()
                tests = self._choose_tests(mutant, most)
                running.append((self._start(tests, mutant), mutant, tests))
            for each in list(running):
                fork, mutant, tests = each
                if (outcome := fork.ask()) is None:
                    continue
                running.remove(each)
                begun = tests[: fork.tests_begun]
                self._tried[mutant].update(begun)
                if outcome == NOTICED and begun and not self._is_sound_test(begun[-1]):
                    # That it has been run is known, whatever other tests come to.
                    self.outcomes.setdefault(mutant, UNNOTICED)
                    waiting.append(mutant)
                    continue
                # What earlier tests have come to, later ones may not.
                if outcome != NOT_RUN or mutant not in self.outcomes:
                    self.outcomes[mutant] = outcome
                if outcome == NOTICED:
                    self._noticing[mutant.path].update(begun[-1:])
            time.sleep(0.01)
        for fork, *_ in running:
            fork.end()

    def _choose_tests(self, mutant: Mutant, most: int) -> list[str]:
        """Return the next tests: those that noticed other changes of the module come first.

        Those that only drills run are long, and come last.
        """
        noticing = self._noticing[mutant.path]
        known = [
            test
            for test in mutant.tests
            if test in self._items
            and test not in self._tried[mutant]
            and self._is_sound.get(test, True)
        ]
        return sorted(known, key=lambda test: (self._is_drill(test), -noticing[test]))[:most]

    def _is_drill(self, test: str) -> bool:
        return self._items[test].get_closest_marker("drill") is not None

    def _start(self, tests: list[str], mutant: Mutant | None = None) -> Fork:
        def work(told: int) -> int:
            if mutant and not self._functions.exchange(mutant):
                return THE_SAME
            for test in tests:
                os.write(told, b".")
                soon = int(time.process_time()) + PATIENCE
                resource.setrlimit(resource.RLIMIT_CPU, (soon, resource.RLIM_INFINITY))
                self._run(self._items[test])
                if self._failed:
                    return NOTICED
            if mutant and mutant.is_reached and not self._functions.has_run(mutant):
                return NOT_RUN
            return UNNOTICED

        return Fork(work)

    def _is_sound_test(self, test: str) -> bool:
        """Return whether unchanged code passes the test, alone, in time."""
        if test not in self._is_sound:
            fork = self._start([test])
            while (outcome := fork.ask()) is None:
                time.sleep(0.01)
            self._is_sound[test] = outcome == UNNOTICED
        return self._is_sound[test]

    def _run(self, item: pytest.Item) -> None:
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=item.session)


def _asks_database(item: pytest.Item) -> bool:
    return "django_db_setup" in getattr(item, "fixturenames", ())
