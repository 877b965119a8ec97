"""The drill: long parts that guard a release, and the record of when each was green.

``python -m tests.drills [PART …]`` runs parts, all by default. ``--check`` runs nothing and names
those that are not green on the present source. ``tests/drills.json`` keeps the commit of each.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from xml.etree import ElementTree

from tests.chromium import find_or_install
from tests.parts import DRILLS

ROOT = Path(__file__).resolve().parent.parent
RECORD = ROOT / "tests" / "drills.json"
# What is measured for coverage lies here until all of it is.
MEASURED = ROOT / "var" / "coverage"
COVERAGE_LIMIT = 97
# A release may differ from the commit of a drill in these.
DOCUMENTS = ("docs/", "tests/drills.json")
PYTEST = [sys.executable, "-m", "pytest"]
ON_POSTGRES = [sys.executable, "-m", "tests.postgres", "--"]
IN_GROUPS = ["-n", "auto", "--dist", "loadgroup"]
IN_TURN = ["-n", "3", "--dist", "loadfile", "--no-loadscope-reorder", "-p", "no:randomly"]
# Half an hour each, while lines are counted.
COUNTED = {
    "coverage-1": ["accounts", "bulletins", "channels", "config", "content", "demo"],
    "coverage-2": ["desk", "home", "importing", "members", "ops"],
    "coverage-3": ["reorganisation", "responses", "search", "sites", "tests"],
}
PARTS = {
    **DRILLS,
    **dict.fromkeys(COUNTED, "how much of the code a third of the tests reach"),
    "mutation": "whether the tests notice changed code, in a fixed list of modules",
    "properties": "made-up input, 2,000 examples of each, others every time",
}


@dataclass(frozen=True)
class Command:
    """A command of a part; ``may_be_empty`` where pytest may find no test for it (code 5)."""

    words: list[str]
    may_be_empty: bool = False

    def run(self, report: Path | None = None) -> bool:
        """Return whether the command succeeds.

        ``report``: the file for pytest's results in JUnit's form.
        """
        sys.stderr.write(f"{' '.join(self.words)}\n")
        told = {"PYTEST_ADDOPTS": f"--junitxml={report}"} if report else {}
        code = subprocess.run(self.words, cwd=ROOT, env=os.environ | told).returncode
        return code == 0 or (self.may_be_empty and code == 5)


def list_commands(part: str) -> list[Command]:
    """Return what a part consists of, in order."""
    chosen = [*PYTEST, "--part", f"drill-{part}"]
    if part in ("accessibility", "browser"):
        return [Command([*chosen, *IN_TURN, "tests/browser"])]
    if part == "properties":
        options = ["-m", "hypothesis", "--hypothesis-profile=drill"]
        return [Command([*ON_POSTGRES, *PYTEST, *options, *IN_GROUPS])]
    if part == "mutation":
        # What is left of the run before would count for what has not changed since.
        programs = f"PATH={Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        return [
            Command(["rm", "-rf", "mutants"]),
            Command(["env", programs, "mutmut", "run"]),
            Command([sys.executable, "-m", "tests.mutation"]),
        ]
    if part in COUNTED:
        file = MEASURED / part
        counting = ["--cov", "--cov-append", "--cov-report=", *IN_GROUPS, *COUNTED[part]]
        runs = [
            Command(
                ["env", f"COVERAGE_FILE={file}", *server, *PYTEST, "--part", tests, *counting],
                may_be_empty=True,
            )
            # As the gate runs them.
            for tests, server in (("database", ON_POSTGRES), ("walks", ON_POSTGRES), ("plain", []))
        ]
        return [Command(["rm", "-f", str(file)]), *runs]
    if part == "installation":
        # Its tests bring databases of their own.
        return [Command([*chosen, *IN_GROUPS])]
    return [
        Command([*ON_POSTGRES, *chosen, *IN_GROUPS], may_be_empty=True),
        Command([*chosen, "-m", "both_databases", *IN_GROUPS], may_be_empty=True),
    ]


def run_part(part: str) -> bool:
    """Run a part, note its commit if it is green, and say so.

    A test that every run of a part of ``DRILLS`` skips makes the part red.
    """
    started, is_committed = monotonic(), not list_changes("HEAD")
    with tempfile.TemporaryDirectory() as folder:
        reports = [Path(folder, f"{number}.xml") for number, _ in enumerate(list_commands(part))]
        pairs = zip(list_commands(part), reports, strict=True)
        has_run = all(command.run(report if part in DRILLS else None) for command, report in pairs)
        skipped = list_skipped([report for report in reports if report.exists()])
    for name in skipped:
        sys.stdout.write(f"skipped in each run: {name}\n")
    is_green = has_run and not skipped and _reaches_enough(part)
    minutes = round((monotonic() - started) / 60, 1)
    if is_green and is_committed:
        record = read_record() | {
            part: {"commit": _git("rev-parse", "HEAD"), "on": f"{datetime.now(UTC):%Y-%m-%d}",
                   "minutes": minutes}
        }  # fmt: skip
        RECORD.write_text(json.dumps(record, indent=2, sort_keys=True) + "\n")
    noted = "" if is_committed or not is_green else "; not noted, since the source has changes"
    said = "green" if is_green else "RED"
    sys.stdout.write(f"drill {part}: {said} in {minutes} minutes{noted}\n")
    return is_green


def list_skipped(reports: list[Path]) -> list[str]:
    """Return the tests that none of the runs has run, by their reports in JUnit's form."""
    has_run: dict[str, bool] = {}
    for report in reports:
        # pytest has written the file.
        for case in ElementTree.parse(report).iter("testcase"):  # noqa: S314
            name = f"{case.get('classname')}::{case.get('name')}"
            has_run[name] = has_run.get(name, False) or case.find("skipped") is None
    return sorted(name for name, run in has_run.items() if not run)


def list_missing() -> list[str]:
    """Return the parts that are not green on the present source, but for its documents."""
    record = read_record()
    return [part for part in PARTS if part not in record or list_changes(record[part]["commit"])]


def list_changes(commit: str) -> list[str]:
    """Return the files, documents left out, that differ from a commit; new ones too."""
    changed = _git("diff", "--name-only", commit).splitlines()
    new = _git("ls-files", "--others", "--exclude-standard").splitlines()
    return [
        name
        for name in (*changed, *new)
        if not (name.startswith(DOCUMENTS) or name.endswith(".md"))
    ]


def read_record() -> dict[str, dict[str, object]]:
    """Return the commit, the day and the minutes of each part that was green once."""
    return json.loads(RECORD.read_text()) if RECORD.exists() else {}


def main() -> int:
    """Run the parts that the command line names; 1 if one is red, or missing for ``--check``."""
    parser = argparse.ArgumentParser(prog="python -m tests.drills")
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--check", action="store_true", help="only name what is not green")
    options = parser.parse_args()
    if unknown := {*options.parts} - {*PARTS}:
        parser.error(f"{', '.join(sorted(unknown))}: choose from {', '.join(PARTS)}")
    if options.check:
        missing = list_missing()
        sys.stdout.write("".join(f"{part}: {PARTS[part]}\n" for part in missing))
        return bool(missing)
    os.environ["CHROMIUM"] = find_or_install()
    results = [run_part(part) for part in options.parts or PARTS]
    return not all(results)


def _reaches_enough(part: str) -> bool:
    """Return whether enough lines are reached, once all of the tests are counted."""
    if part not in COUNTED or any(other != part for other in list_missing() if other in COUNTED):
        return True
    files = [str(MEASURED / name) for name in COUNTED]
    combine = [sys.executable, "-m", "coverage", "combine", "--keep", *files]
    report = [sys.executable, "-m", "coverage", "report", f"--fail-under={COVERAGE_LIMIT}"]
    return Command(combine).run() and Command(report).run()


def _git(*words: str) -> str:
    return subprocess.run(
        ["git", *words], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
