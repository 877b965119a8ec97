"""Whether the tests notice when production code is changed.

``python -m tests.mutation PYTHON [PATH…]`` draws modules, of those below PATH, by a seed (``SEED``;
else the day), has ``changes.py`` make changes to them (run by PYTHON, which has mutmut), and runs
for each change the tests that reach its line. Which those are is read from the data that
``make drill`` has of the modules of the day, and ``make coverage`` of all. What no test noticed is
shown to mypy, which looks at every change of the code too. It ends with 0 where ``FLOOR`` of the
changes were noticed, else with 1, and prints every change that nobody noticed.

It runs in a copy of the tree, and writes no change to any file: Django is started and the
database of the tests made once, then every change has a process of its own, a fork in which the
code of the function is exchanged. What it cannot see: docs/features/testing.md.
"""

import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from itertools import chain, zip_longest
from pathlib import Path
from typing import NoReturn

import coverage
import pytest

from tests.mutation.functions import Mutant
from tests.mutation.marks import find_marked_line
from tests.mutation.sample import MODULES, get_seed, is_changed
from tests.mutation.trial import NOT_RUN, THE_SAME, UNNOTICED, Budget, Trial
from tests.mutation.type_check import list_ill_typed

CHANGES = Path(__file__).with_name("changes.py")
FLOOR = 0.85
MUTANTS_PER_MODULE = 4
# Fewer than this say nothing.
FEWEST = 50
# Seconds for all of it, of two cores that do nothing else.
BUDGET = 8 * 60
# Walks through everything, and whole installations: minutes each.
SLOW = re.compile(
    r"tests/(isolation/test_(comparison|crawl|private_files|spellings)|deployment/"
    r"|test_(backup|many_agencies|moved_agency|upgrade))"
)
# Blocks are put together when their modules are imported; a test that comes along here again, to
# read a migration, sees nothing of it.
BLOCKS = "/blocks/"
# Coverage's name for what runs outside of all tests.
IMPORT = ""
# In names of functions and modules; shorter ones say little.
WORD = re.compile(r"[a-z]{4,}")
NOT_COPIED = (".git", ".venv", "var", ".*_cache", ".coverage*", ".hypothesis", "__pycache__")


class Reached:
    """What the coverage data know: which tests reach a line."""

    def __init__(self, data: coverage.CoverageData, root: Path) -> None:
        self._data, self._root = data, root

    @classmethod
    def read(cls, root: Path) -> "Reached":
        """Read the data file of ``make coverage``; ends the program where there is none to use."""
        data = coverage.CoverageData(str(root / ".coverage"))
        data.read()
        files = [Path(file) for file in data.measured_files()]
        age = Path(data.data_filename()).stat().st_mtime if files else 0
        if not any(data.measured_contexts()) or any(
            file.exists() and file.stat().st_mtime > age for file in files
        ):
            sys.exit("Mutation: the code is newer than what is known of its tests: make drill")
        return cls(data, root)

    def list_files(self, below: Iterable[str]) -> list[str]:
        """Return the measured files below these paths, relative to the root, in order."""
        files = (Path(file) for file in self._data.measured_files())
        here = (file.relative_to(self._root) for file in files if file.exists())
        return sorted(
            str(file)
            for file in here
            if any(map(file.is_relative_to, below)) and is_changed(file.as_posix())
        )

    def list_tests(self, path: str) -> dict[int, set[str]]:
        """Return the tests by line; lines that do their work at an import have the empty set."""
        by_line = self._data.contexts_by_lineno(str(self._root / path))
        return {
            line: {_test_of(context) for context in contexts if _is_of_test(context)}
            if BLOCKS not in path or IMPORT not in contexts
            else set()
            for line, contexts in by_line.items()
        }


def _is_of_test(context: str) -> bool:
    return "|" in context and not SLOW.match(context)


def _test_of(context: str) -> str:
    # With --dist loadgroup the name of the group stands behind the test's.
    return re.sub(r"@[\w-]+$", "", context.rpartition("|")[0])


def draw(seed: str, python: str, reached: Reached, below: Iterable[str]) -> list[Mutant]:
    """Return the changes of this run, those of all modules mixed."""
    chance = random.Random(seed)  # noqa: S311
    files = reached.list_files(below)
    chosen = chance.sample(files, min(MODULES, len(files)))
    command = [python, str(CHANGES), seed, str(MUTANTS_PER_MODULE), *chosen]
    made = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    mutants = [mutant for path in chosen for mutant in _prepare(path, made[path], reached, seed)]
    chance.shuffle(mutants)
    return mutants


def _prepare(path: str, made: Iterable[list], reached: Reached, seed: str) -> Iterator[Mutant]:
    source = Path(path).read_text(encoding="utf-8")
    by_line = reached.list_tests(path)
    lines_of = Counter(chain.from_iterable(by_line.values()))
    nearness = partial(_get_nearness, path, lines_of, seed)
    for line, function, start, end, text in made:
        # An expression of several lines may be known by one above.
        known = next((n for n in range(line, max(line - 12, 0), -1) if n in by_line), None)
        tests = by_line.get(known, set())
        if known and not tests:
            continue  # Only an import comes here, and that was before.
        changed = source[:start] + text + source[end:]
        ordered = _vary(sorted(tests, key=partial(nearness, function)))
        is_reached = bool(by_line.get(find_marked_line(source, line) or line))
        yield Mutant(path, line, function, source, changed, tuple(ordered), is_reached)


def _get_nearness(
    path: str, lines_of: Mapping[str, int], seed: str, function: str, test: str
) -> tuple[bool | int, ...]:
    """Return what tests are sorted by for a change in ``function`` of the module at ``path``.

    The words that the names have in common, the package, the app, and ``lines_of``: how many lines
    of the module each test reaches.
    """
    file = test.partition("::")[0]
    words = {word.removesuffix("s") for word in WORD.findall(f"{function} {Path(path).stem}")}
    return (
        Path(path).stem not in file,
        -sum(word in test for word in words),
        not file.startswith(f"{Path(path).parent.as_posix()}/"),
        not file.startswith(f"{path.partition('/')[0]}/"),
        -lines_of[test],
        zlib.crc32(f"{seed}{test}".encode()),
    )


def _vary(tests: Iterable[str]) -> Iterator[str]:
    """Yield the first case of each test, then the second of each: cases of one see the same."""
    cases: dict[str, list[str]] = defaultdict(list)
    for test in tests:
        cases[test.partition("[")[0]].append(test)
    yield from filter(None, chain.from_iterable(zip_longest(*cases.values())))


def judge(seed: str, outcomes: dict[Mutant, int], root: Path) -> tuple[int, str]:
    """Return the exit code for a run, and what there is to say of it."""
    left_out = {THE_SAME, NOT_RUN}
    counted = [mutant for mutant, outcome in outcomes.items() if outcome not in left_out]
    elsewhere = sum(outcome == NOT_RUN for outcome in outcomes.values())
    untested = [mutant for mutant in counted if outcomes[mutant] == UNNOTICED]
    ill_typed = list_ill_typed(untested, root)
    unnoticed = sorted(str(each) for each in untested if each not in ill_typed)
    noticed = len(counted) - len(unnoticed)
    rate = noticed / max(len(counted), 1)
    lines = [
        *(f"Nobody noticed: {each}\n" for each in unnoticed),
        f"Mutation: {noticed} of {len(counted)} changes in "
        f"{len({mutant.path for mutant in counted})} modules were noticed, {rate:.1%} "
        f"(floor {FLOOR:.0%}); {len(ill_typed)} of them by mypy alone. "
        f"Not counted: {elsewhere} that no test comes to on SQLite. "
        f"The same again: SEED={seed}",
    ]
    if len(counted) < FEWEST:
        lines.append(f"That is too few to say anything: at least {FEWEST} are needed.")
    return int(rate < FLOOR or len(counted) < FEWEST), "\n".join(lines)


def run(python: str, root: str, *below: str) -> NoReturn:
    """Try changes here, in a copy of the tree at ``root``, and end the program."""
    budget = Budget(BUDGET)
    seed = get_seed()
    print(f"Mutation: SEED={seed}", flush=True)  # noqa: T201
    mutants = draw(seed, python, Reached.read(Path(root)), below or ["."])
    trial = Trial(mutants, budget)
    files = sorted({test.partition("::")[0] for each in mutants for test in each.tests})
    options = ["-qq", "-p", "no:randomly", "-p", "no:cacheprovider", "-n0", "-s"]
    # The drill has run both, and its data name both.
    options += ["-m", "drill or not drill"]
    code = pytest.main([*options, *files], plugins=[trial])
    if code not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        sys.exit(f"Mutation: pytest could not begin ({code!r}).")
    failed, said = judge(seed, trial.outcomes, Path(root))
    print(said)  # noqa: T201
    raise SystemExit(failed)


def main() -> None:
    python, *below = sys.argv[1:]
    root = Path.cwd()
    in_copy = "import sys; from tests.mutation.__main__ import run; run(*sys.argv[1:])"
    with tempfile.TemporaryDirectory(prefix="bantin-mutation-") as folder:
        copy = Path(folder).resolve() / "tree"
        shutil.copytree(root, copy, symlinks=True, ignore=shutil.ignore_patterns(*NOT_COPIED))
        command = [sys.executable, "-c", in_copy, os.path.abspath(python), str(root), *below]
        raise SystemExit(subprocess.run(command, cwd=copy).returncode)


if __name__ == "__main__":
    main()
