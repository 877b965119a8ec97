import os
import subprocess
import sys

import pytest

from tests.processes import ROOT

ADDED = ROOT / "tests" / "added_languages.toml"


def run(*command):
    """Start anew with three more languages, on a database of the same kind."""
    environment = {name: value for name, value in os.environ.items() if "PYTEST" not in name}
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=environment | {"LANGUAGES_FILE": str(ADDED)},
        capture_output=True,
        text=True,
    )


@pytest.mark.drill("processes")
def test_three_languages_are_added_by_an_entry_each_and_a_restart(db):
    probe = ["-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", "tests/added_languages.py"]
    done = run(*probe)
    assert done.returncode == 0, done.stdout[-6000:]


def test_check_has_nothing_to_say_about_their_letters():
    done = run("manage.py", "check", "--settings", "config.settings.test")
    assert done.returncode == 0, done.stderr
    assert "bantin." not in done.stdout + done.stderr
