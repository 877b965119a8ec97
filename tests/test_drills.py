"""The record of the drills: what counts as green."""

import os
import subprocess
import sys

from tests.drills import list_skipped

TESTS = """
import os
import pytest


@pytest.mark.skipif("DATABASE" in os.environ, reason="brings its own")
def test_without_a_database():
    pass


@pytest.mark.skip
def test_never():
    pass


def test_always():
    pass
"""


def run(folder, name, **environment):
    (folder / "test_parts.py").write_text(TESTS)
    report = folder / f"{name}.xml"
    words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junitxml={report}"]
    quiet = [*words, "-c", os.devnull, "--rootdir", folder, folder]
    subprocess.run(quiet, env=os.environ | environment, check=True, capture_output=True)
    return report


def test_a_test_that_every_run_skips_is_named(tmp_path):
    with_one, without = run(tmp_path, "with", DATABASE="x"), run(tmp_path, "without")
    assert list_skipped([with_one]) == [
        "test_parts::test_never",
        "test_parts::test_without_a_database",
    ]
    assert list_skipped([with_one, without]) == ["test_parts::test_never"]
