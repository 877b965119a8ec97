"""Score of a run of mutmut: which part of the changes to our code made a test fail.

``python -m tests.mutation`` reads the results that ``mutmut run`` has left in ``mutants/``. The
modules and tests of the run are listed in ``pyproject.toml``.
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
# Percent.
LIMIT = 85
NOTICED = ("killed", "timeout")
# ``make lint`` refuses these before any test runs.
REFUSED = "caught by type check"


def main() -> int:
    """Print the changes that no test noticed, and the score; 1 if it is below the limit."""
    os.chdir(ROOT)
    results: Counter[str] = Counter()
    for path in walk_mutatable_files():
        module = SourceFileMutationData(path=path)
        module.load()
        for name, code in module.exit_code_by_key.items():
            result = status_by_exit_code[code]
            results[result] += 1
            if result not in (*NOTICED, REFUSED):
                sys.stdout.write(f"{result}: {name}\n{get_diff_for_mutant(name, path=path)}\n\n")
    counts = ", ".join(f"{number} {result}" for result, number in results.most_common())
    counted = results.total() - results[REFUSED]
    score = 100 * sum(results[result] for result in NOTICED) / max(1, counted)
    sys.stdout.write(f"{results.total()} changes: {counts}\n")
    sys.stdout.write(f"Tests notice {score:.1f} % of {counted} changes; {LIMIT} % is the limit.\n")
    return score < LIMIT


if __name__ == "__main__":
    sys.exit(main())
