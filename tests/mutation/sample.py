"""The modules that are changed today, drawn before the tests run by a seed: ``SEED``, or the day.

Only what reaches these has to be recorded (``tests.mutation.reach``): to record what reaches all of
them takes as long as the tests themselves.
"""

import os
import random
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

from tests.cases import get_test_day

# Many modules with few changes each: changes of one module are noticed or missed together, and of
# few modules the figure would say more of the draw than of the tests.
MODULES = 30
# What they write is looked at, not tested word by word: the demo, and the page of components for
# those who write templates.
NOT_PRODUCTION = ("demo/", "home/views/patterns.py")
# Tested on real installations (tests/test_backup.py), whose processes no change in memory reaches.
IN_PROCESSES_OF_THEIR_OWN = (
    "ops/backup/",
    "ops/management/commands/backup.py",
    "ops/management/commands/restore.py",
    "ops/management/commands/verify_backup.py",
)
# What they connect and register is read once in a process, before its changes are made.
ONCE = ("apps.py", "wagtail_hooks.py")


def get_seed() -> str:
    """Return what the draw of today depends on."""
    return os.environ.get("SEED") or get_test_day().isoformat()


def is_changed(path: str) -> bool:
    """Return whether the module at ``path``, relative to the root, may be drawn."""
    left_out = (*NOT_PRODUCTION, *IN_PROCESSES_OF_THEIR_OWN)
    return Path(path).name not in ONCE and not path.startswith(left_out)


def draw_modules(root: Path, seed: str) -> list[str]:
    """Return the paths of the modules of a seed, relative to ``root``."""
    modules = sorted(iter_modules(root))
    return random.Random(seed).sample(modules, min(MODULES, len(modules)))  # noqa: S311


def iter_modules(root: Path) -> Iterator[str]:
    """Yield the paths of the modules that may be drawn: those with functions, and counted lines."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    counted = project["tool"]["coverage"]["run"]
    for folder in counted["source"]:
        for file in (root / folder).rglob("*.py"):
            path = file.relative_to(root).as_posix()
            is_counted = not any(fnmatch(path, pattern) for pattern in counted["omit"])
            if is_counted and is_changed(path) and "def " in file.read_text(encoding="utf-8"):
                yield path
