"""Tests near a change, for a first look: ``python -m tests.changed main`` prints their files.

These are the tests of the changed files' own apps and those that import a changed module directly,
the nearest first. Imports alone find half of what matters, so ``make test`` stays the gate.
"""

import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import grimp

ROOT = Path(__file__).resolve().parent.parent


def list_changed(base: str) -> list[str]:
    """Return the files that differ from where this branch left ``base``, new ones too."""
    start = _git("merge-base", "HEAD", base) or ["HEAD"]
    return [*_git("diff", "--name-only", start[0]), *_git("ls-files", "-o", "--exclude-standard")]


def choose_test_files(changed: Iterable[str]) -> list[str]:
    """Return the files of tests near the changed ones: themselves, their namesakes, then others."""
    files = {Path(name) for name in changed}
    stems = {f"test_{file.stem}" for file in files}
    near = {*_list_own(files), *_list_importing(files)} | {file for file in files if _is_test(file)}

    def distance(file: Path) -> tuple[int, str]:
        return (0 if file in files else 1 if file.stem in stems else 2), str(file)

    exist = (file for file in near if (ROOT / file).exists())
    outside = (file for file in exist if not file.is_relative_to("tests/browser"))
    return [str(file) for file in sorted(outside, key=distance)]


def _list_own(files: set[Path]) -> Iterator[Path]:
    for app in {file.parts[0] for file in files if (ROOT / file.parts[0] / "apps.py").exists()}:
        yield from (test.relative_to(ROOT) for test in (ROOT / app).rglob("test_*.py"))


def _list_importing(files: set[Path]) -> Iterator[Path]:
    apps = sorted(file.parent.name for file in ROOT.glob("*/apps.py"))
    graph = grimp.build_graph(*apps, "tests", cache_dir=None)
    for file in files:
        module = ".".join(file.with_suffix("").parts).removesuffix(".__init__")
        if file.suffix == ".py" and module in graph.modules:
            for name in graph.find_modules_that_directly_import(module):
                test = Path(*name.split(".")).with_suffix(".py")
                if _is_test(test):
                    yield test


def _is_test(file: Path) -> bool:
    return file.name.startswith("test_") and file.suffix == ".py"


def _git(*words: str) -> list[str]:
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True)
    return done.stdout.split("\n")[:-1]


if __name__ == "__main__":
    sys.stdout.write("".join(f"{file}\n" for file in choose_test_files(list_changed(sys.argv[1]))))
