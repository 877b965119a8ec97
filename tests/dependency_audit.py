"""Whether any package that Bantin or its development uses has a known weakness.

``python -m tests.dependency_audit PIP_AUDIT FILE…`` runs pip-audit over requirements files and
ends with 0 where every package was checked and none has a weakness, with 1 where one has, or
could not be checked, and with 3 where the data could not be reached, so that nothing is known.
Whoever lets a machine run it takes both for a failure; 3 is one of the machine, not of Bantin.
"""

import json
import subprocess
import sys
from collections.abc import Iterable, Iterator
from typing import Any

CLEAN, FOUND, NOTHING_KNOWN = 0, 1, 3
# Seconds for all of it: a service that hangs is one that cannot be reached.
PATIENCE = 300
UNREACHED = (
    "Audit: nothing is known. The service that knows weaknesses of packages (PyPI's JSON API, "
    "which mirrors often lack) could not be reached from here; run it where it can."
)


def judge(report: dict[str, Any] | None) -> tuple[int, list[str]]:
    """Return the exit code for a report of pip-audit in JSON, and a sentence for each matter.

    None stands for no report. A report in which no package at all was checked is none either.
    """
    packages = report["dependencies"] if report else []
    if all("skip_reason" in package for package in packages):
        return NOTHING_KNOWN, [UNREACHED]
    matters = list(_matters(packages))
    checked = [f"Audit: {len(packages)} packages checked, no known weakness."]
    return (FOUND, matters) if matters else (CLEAN, checked)


def _matters(packages: Iterable[dict[str, Any]]) -> Iterator[str]:
    for package in packages:
        if "skip_reason" in package:
            yield f"{package['name']}: could not be checked: {package['skip_reason']}"
        for weakness in package.get("vulns", ()):
            better = ", ".join(weakness["fix_versions"]) or "no version yet"
            yield f"{package['name']} {package['version']}: {weakness['id']}; fixed in {better}"


def _report(program: str, files: Iterable[str]) -> dict[str, Any] | None:
    # Pins are complete, so nothing is resolved anew and nothing is installed.
    command = [program, "--format=json", "--progress-spinner=off", "--no-deps", "--disable-pip"]
    for file in files:
        command += ["--requirement", file]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE)
        report: dict[str, Any] = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, json.JSONDecodeError):
        return None
    return report


def main() -> None:
    program, *files = sys.argv[1:]
    code, sentences = judge(_report(program, files))
    print("\n".join(sentences), file=sys.stderr if code else sys.stdout)  # noqa: T201
    raise SystemExit(code)


if __name__ == "__main__":
    main()
