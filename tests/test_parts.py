"""Each test runs in exactly one part, and the commands of the Makefile run all parts."""

import json
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.drills import list_commands
from tests.parts import DRILLS, GATE, choose_tests, get_part

ROOT = Path(__file__).resolve().parent.parent
# Collects everything, and writes the part and the paths of the command that reach each test.
LIST = """
import json, sys
import pytest
from tests.parts import get_part

class Lister:
    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, items):
        json.dump([(item.nodeid, get_part(item)) for item in items], open(sys.argv[1], "w"))

options = ["--collect-only", "-q", "-n", "0", "-p", "no:randomly", "-p", "no:cacheprovider"]
sys.exit(pytest.main([*options, *sys.argv[2:]], plugins=[Lister()]))
"""
# Defined on one of the databases only.
OF_POSTGRESQL = re.compile(r'^if connection\.vendor == "postgresql":', re.MULTILINE)


def collect(tmp_path, *words):
    """The part of each test that pytest finds for these words, by its name."""
    target = tmp_path / "found.json"
    command = [sys.executable, "-c", LIST, str(target), *words]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    found = json.loads(target.read_text())
    assert len({name for name, _part in found}) == len(found)
    return dict(found)


def list_make_commands(*targets):
    """The commands of pytest that make runs, each as a list of words."""
    # The tests themselves may have been chosen by variables of make.
    environment = {name: value for name, value in os.environ.items() if name != "MAKEFLAGS"}
    command = ["make", "-n", *targets]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    lines = [line for line in done.stdout.splitlines() if "-m pytest" in line]
    return [line.partition("-m pytest")[2].split() for line in lines]


def test_each_test_is_in_exactly_one_part_and_no_file_is_left_out(tmp_path):
    outside, in_browser = collect(tmp_path), collect(tmp_path, "tests/browser")
    assert not outside.keys() & in_browser.keys()
    parts = outside | in_browser
    assert {*parts.values()} == {*GATE, *(f"drill-{name}" for name in DRILLS)}
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "*/test_*.py"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    files = {file for file in listed.stdout.splitlines() if (ROOT / file).exists()}
    empty = files - {name.partition("::")[0] for name in parts}
    assert {file for file in empty if not OF_POSTGRESQL.search((ROOT / file).read_text())} == set()


def test_make_runs_each_part_of_the_gate_once_and_what_is_about_databases_twice():
    commands = list_make_commands("test", "test-walks")
    runs = Counter(words[words.index("--part") + 1] for words in commands)
    assert runs == {"plain": 1, "database": 2, "browser": 1, "walks": 1}
    for words in commands:
        part, chosen = words[words.index("--part") + 1], words[words.index("--part") + 2 :]
        paths = [word for word in chosen if (ROOT / word).exists()]
        assert paths == (["tests/browser"] if part == "browser" else [])
        marks = chosen[chosen.index("-m") + 1] if "-m" in chosen else ""
        assert marks in ("", "both_databases") and "-k" not in chosen


def test_the_gate_of_a_server_is_lint_tests_and_walks():
    lines = (ROOT / ".ci" / "run").read_text().splitlines()
    assert [line for line in lines if line.startswith("make")] == [
        "make lint",
        "make test",
        "make test-walks",
    ]


@pytest.mark.parametrize("name", DRILLS)
def test_a_drill_runs_the_tests_of_its_name(name):
    for command in list_commands(name):
        words = command.words
        assert words[words.index("--part") + 1] == f"drill-{name}"


class Item:
    """A test as pytest collects it."""

    def __init__(self, name, marks=(), fixtures=()):
        self.nodeid, self.path = name, ROOT / name
        self.marks = {mark.name: mark for mark in marks}
        self.fixturenames = fixtures

    def get_closest_marker(self, name):
        return self.marks.get(name)


PLAIN = Item("sites/tests/test_a.py")
ASKS = Item("sites/tests/test_b.py", [pytest.mark.django_db.mark])
USES = Item("sites/tests/test_c.py", fixtures=["health", "db"])
DRIVES = Item("tests/browser/test_d.py", [pytest.mark.browser.mark])
WALKS = Item("tests/test_e.py", [pytest.mark.walk.mark, pytest.mark.django_db.mark])
KILLS = Item("tests/browser/test_f.py", [pytest.mark.drill("backup").mark])
ALL = [PLAIN, ASKS, USES, DRIVES, WALKS, KILLS]


def test_marks_and_fixtures_say_the_part():
    parts = ["plain", "database", "database", "browser", "walks", "drill-backup"]
    assert [get_part(item) for item in ALL] == parts


def test_without_a_part_all_run_but_drills():
    assert choose_tests(ALL, None) == ALL[:-1]
    assert choose_tests(ALL, "database") == [ASKS, USES]


def test_a_drill_that_is_no_part_is_refused():
    with pytest.raises(pytest.UsageError, match="none of"):
        get_part(Item("tests/test_g.py", [pytest.mark.drill("elsewhere").mark]))
