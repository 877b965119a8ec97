"""What the type checker, which is a part of ``make lint``, says of changed modules."""

import re
import shutil
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

from tests.mutation.functions import Mutant

CACHE = ".mypy_cache"
ERROR = re.compile(r"^([^:]+):\d+: error: (.*)$")
MYPY = ("-m", "mypy", "--no-error-summary", "--no-pretty", "--hide-error-context")


def list_ill_typed(mutants: Iterable[Mutant], root: Path) -> set[Mutant]:
    """Return those of ``mutants`` in which mypy finds what it does not find in unchanged code.

    Every changed module is written beside its original, into the copy of the tree that is the
    current directory, under a name of its own; the original as well, because a module of models
    that Django does not know by its name has errors anyhow. What mypy keeps of the tree at ``root``
    is used, else it reads the whole project. Ends the program where mypy cannot.
    """
    files: dict[str, Mutant] = {}
    originals: dict[str, str] = {}
    for number, mutant in enumerate(mutants):
        if mutant.path not in originals:
            originals[mutant.path] = _write(mutant.path, "unchanged", mutant.source)
        files[_write(mutant.path, f"changed{number}", mutant.changed)] = mutant
    if not files:
        return set()
    if (root / CACHE).is_dir() and not Path(CACHE).exists():
        shutil.copytree(root / CACHE, CACHE)
    command = [sys.executable, *MYPY, *originals.values(), *files]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode not in (0, 1):
        sys.exit(f"Mutation: mypy could not check the changes.\n{done.stdout}{done.stderr}")
    errors: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for line in done.stdout.splitlines():
        if found := ERROR.match(line):
            # Words of an error may name the module.
            errors[found[1]][re.sub(r"__(un)?changed\d*", "", found[2])] += 1
    return {
        mutant for file, mutant in files.items() if errors[file] - errors[originals[mutant.path]]
    }


def _write(path: str, suffix: str, source: str) -> str:
    place = Path(path)
    copy = place.with_name(f"{place.stem.strip('_')}__{suffix}.py")
    copy.write_text(source, encoding="utf-8")
    return str(copy)
