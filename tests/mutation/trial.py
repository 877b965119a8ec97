"""Trying changes: for each a process of its own, forked where everything is ready."""

import gc
import os
import resource
import signal
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import NoReturn

import pytest

from tests.mutation.functions import Functions, Mutant

PROCESSES = 2
# Seconds for one test: who hangs has noticed.
PATIENCE = 15
# Tests of one change, by rounds: at first the nearest; what nobody noticed meets more of them.
ROUNDS = (slice(0, 15), slice(15, 45), slice(45, 105), slice(105, 300))
# Part of the time for the first round.
FIRST_PART = 0.5
# Against changes that make something grow without end, in bytes.
MEMORY = 4 * 2**30
# How a process for a change ends. The same is a change that leaves the code as it was.
UNNOTICED, NOTICED, THE_SAME = 0, 1, 2


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
            return os.waitstatus_to_exitcode(status)
        if time.monotonic() - self._heard_at > PATIENCE:
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

    def __init__(self, mutants: list[Mutant], ends_at: float) -> None:
        self.outcomes: dict[Mutant, int] = {}
        self._mutants, self._ends_at = mutants, ends_at
        self._is_sound: dict[str, bool] = {}
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
        now = time.monotonic()
        first, *others = ROUNDS
        self._try_all(self._mutants, first, now + (self._ends_at - now) * FIRST_PART)
        for part in others:
            unnoticed = [each for each, outcome in self.outcomes.items() if outcome == UNNOTICED]
            self._try_all(unnoticed, part, self._ends_at)
        return True

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Remember that something failed."""
        self._failed |= report.failed

    def _try_all(self, mutants: Iterable[Mutant], part: slice, ends_at: float) -> None:
        waiting = [(each, self._list_tests(each, part)) for each in reversed(list(mutants))]
        running: list[tuple[Fork, Mutant, list[str]]] = []
        while (waiting or running) and time.monotonic() < ends_at:
            while waiting and len(running) < PROCESSES:
                mutant, tests = waiting.pop()
                running.append((self._start(tests, mutant), mutant, tests))
            for each in list(running):
                fork, mutant, tests = each
                if (outcome := fork.ask()) is None:
                    continue
                running.remove(each)
                if outcome != UNNOTICED and not self._tells_the_truth(tests, fork.tests_begun):
                    waiting.append(
                        (mutant, [test for test in tests if self._is_sound.get(test, True)])
                    )
                else:
                    self.outcomes[mutant] = outcome
            time.sleep(0.01)
        for fork, *_ in running:
            fork.end()

    def _list_tests(self, mutant: Mutant, part: slice) -> list[str]:
        known = [test for test in mutant.tests if test in self._items]
        return [test for test in known[part] if self._is_sound.get(test, True)]

    def _start(self, tests: list[str], mutant: Mutant | None = None) -> Fork:
        def work(told: int) -> int:
            if mutant and not self._functions.exchange(mutant):
                return THE_SAME
            for test in tests:
                os.write(told, b".")
                self._run(self._items[test])
                if self._failed:
                    return NOTICED
            return UNNOTICED

        return Fork(work)

    def _tells_the_truth(self, tests: list[str], begun: int) -> bool:
        """Whether the last test that began is one that unchanged code passes, alone, in time."""
        if not begun:
            return True
        last = tests[begun - 1]
        if last not in self._is_sound:
            fork = self._start([last])
            while (outcome := fork.ask()) is None:
                time.sleep(0.01)
            self._is_sound[last] = outcome == UNNOTICED
        return self._is_sound[last]

    def _run(self, item: pytest.Item) -> None:
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=item.session)


def _asks_database(item: pytest.Item) -> bool:
    return "django_db_setup" in getattr(item, "fixturenames", ())
