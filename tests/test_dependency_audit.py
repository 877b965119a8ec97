"""The audit of dependencies: what could not be checked is never good."""

import json
import subprocess
import sys

import pytest

from tests.dependency_audit import UNREACHED

GOOD = {"name": "django", "version": "5.2.19", "vulns": []}
WEAK = {
    "name": "urllib3",
    "version": "1.0",
    "vulns": [{"id": "PYSEC-2023-192", "fix_versions": ["1.26.17"], "aliases": []}],
}
UNKNOWN = {"name": "laces", "skip_reason": "Dependency not found on PyPI"}


@pytest.fixture
def audited(tmp_path):
    """Run the audit with a program in place of pip-audit that prints these packages."""

    def run(*packages, output=None, code=0):
        text = json.dumps({"dependencies": packages, "fixes": []}) if output is None else output
        program = tmp_path / "pip-audit"
        program.write_text(f"#!{sys.executable}\nprint({text!r})\nraise SystemExit({code})\n")
        program.chmod(0o755)
        command = [sys.executable, "-m", "tests.dependency_audit", str(program), "a.txt"]
        done = subprocess.run(command, capture_output=True, text=True)
        return done.returncode, done.stdout + done.stderr

    return run


def test_packages_without_a_weakness_pass(audited):
    assert audited(GOOD) == (0, "Audit: 1 packages checked, no known weakness.\n")


def test_a_package_that_could_not_be_checked_is_a_failure(audited):
    code, said = audited(GOOD, UNKNOWN)
    assert code == 1 and said.startswith("laces: could not be checked: ")


def test_a_weakness_is_a_failure_that_names_the_better_version(audited):
    code, said = audited(GOOD, WEAK, code=1)
    assert (code, said) == (1, "urllib3 1.0: PYSEC-2023-192; fixed in 1.26.17\n")


@pytest.mark.parametrize("output", [None, "", "ConnectionError"])
def test_data_that_cannot_be_reached_is_said_and_is_no_success(audited, output):
    assert audited(UNKNOWN, output=output, code=1) == (3, UNREACHED + "\n")
