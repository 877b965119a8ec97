"""The score of a run of mutmut: how many changes to the code were noticed, and which were not.

``python -m tests.mutation`` reads what ``mutmut run`` has left in ``mutants/``; the modules and
tests of the run stand in ``pyproject.toml``.
"""

import os
import sys
from collections import Counter
from pathlib import Path

from mutmut.mutation.data import SourceFileMutationData
from mutmut.mutation.diff_apply import get_diff_for_mutant
from mutmut.stats import status_by_exit_code
from mutmut.utils.file_utils import walk_mutatable_files

ROOT = Path(__file__).resolve().parent.parent
# Percent of the changes that have to be noticed.
LIMIT = 85
# By a test that fails or does not end, or by mypy, which ``make lint`` asks about every change.
NOTICED = ("killed", "timeout", "caught by type check")


def main() -> int:
    """Print each change that nobody noticed, and the score; 1 if that is below the limit."""
    os.chdir(ROOT)
    results: Counter[str] = Counter()
    for path in walk_mutatable_files():
        module = SourceFileMutationData(path=path)
        module.load()
        for name, code in module.exit_code_by_key.items():
            result = status_by_exit_code[code]
            results[result] += 1
            if result not in NOTICED:
                sys.stdout.write(f"{result}: {name}\n{get_diff_for_mutant(name, path=path)}\n\n")
    score = 100 * sum(results[result] for result in NOTICED) / max(1, results.total())
    counts = ", ".join(f"{number} {result}" for result, number in results.most_common())
    sys.stdout.write(f"{score:.1f} % of {results.total()} changes noticed: {counts}\n")
    return score < LIMIT


if __name__ == "__main__":
    sys.exit(main())
