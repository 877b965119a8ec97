"""The trial of changes, on a small project of its own and with changes made up here."""

import json
import os
import subprocess
import sys

import pytest

from docs.layers import ROOT
from tests.mutation.__main__ import Reached
from tests.mutation.sample import MODULES, draw_modules, iter_modules

PRICE = """\
import os
from functools import lru_cache


def total(count):
    return count * 100


@lru_cache
def fee():
    return 100


def rounded(amount):
    while amount % 10:
        amount += 1
    return amount


def label(amount: int) -> str:
    return f"{amount}"


def place():
    if os.environ.get("ELSEWHERE"):
        return "elsewhere"
    return "here"


def forgotten():
    return "nobody asks"
"""
# Put together at the import; the test comes by once more.
BLOCK = """\
def make_sign():
    return "đ"


SIGN = make_sign()
"""
TESTS = """\
import os

from shop.blocks.sign import SIGN, make_sign
from shop.price import fee, label, place, rounded, total


def test_fee():
    assert fee() == 100


def test_fee_again():
    assert fee()


def test_total():
    assert total(2) == 200


def test_rounded():
    assert rounded(7) > 0


def test_label():
    assert label(1)


def test_place():
    assert place()


def test_sign():
    assert make_sign() == SIGN


def test_only_the_first_time():
    total(1)
    os.mkdir(os.environ["ONCE"])
"""
ENVIRONMENT = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "SEED": "7"}


def run(folder, *command, **variables):
    environment = {**ENVIRONMENT, "ONCE": str(folder / "once"), **variables}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)


def measure(folder, *ways):
    """Make the project in a folder and run its tests, recording what they reach."""
    (folder / "shop" / "tests").mkdir(parents=True)
    (folder / "shop" / "price.py").write_text(PRICE)
    (folder / "shop" / "blocks").mkdir()
    (folder / "shop" / "blocks" / "sign.py").write_text(BLOCK)
    (folder / "shop" / "tests" / "test_price.py").write_text(TESTS)
    (folder / "pyproject.toml").write_text(
        '[tool.coverage.run]\nsource = ["shop"]\nomit = ["*/tests/*"]\n'
    )
    options = ["-q", "-n0", "-p", "no:randomly", *ways]
    done = run(folder, sys.executable, "-m", "pytest", *options)
    assert done.returncode == 0, done.stdout
    return folder


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    """As ``make drill`` records what tests reach."""
    folder = measure(tmp_path_factory.mktemp("measured") / "project", "-p", "tests.mutation.reach")
    assert run(folder, sys.executable, "-m", "coverage", "combine").returncode == 0
    return folder


@pytest.fixture(scope="module")
def counted(tmp_path_factory):
    """As ``make coverage`` does."""
    ways = ["--cov=shop", "--cov-context=test", "--cov-report="]
    folder = tmp_path_factory.mktemp("counted") / "project"
    return measure(folder, *ways, "-p", "tests.mutation.fresh_caches")


@pytest.fixture(params=["measured", "counted"])
def recorded(request):
    return request.getfixturevalue(request.param)


@pytest.fixture
def tried(measured, tmp_path):
    """Try changes of the measured project: each replaces one text, once, by others."""

    def run_trial(*changes, function="total", **variables):
        made = []
        for old, new in changes:
            start = PRICE.index(old)
            made.append([PRICE[:start].count("\n") + 1, function, start, start + len(old), new])
        asked = tmp_path / "asked"
        program = tmp_path / "python"
        program.write_text(
            f"#!{sys.executable}\nimport sys\nopen({str(asked)!r}, 'w').write(' '.join(sys.argv))\n"
            f"print({json.dumps({'shop/price.py': made})!r})\n"
        )
        program.chmod(0o755)
        command = [sys.executable, "-m", "tests.mutation", str(program), "shop/price.py"]
        types = measured.parent / "types"
        done = run(measured, *command, MYPY_CACHE_DIR=str(types), **variables)
        return done.returncode, done.stdout + done.stderr, asked

    return run_trial


NOTICED = [("count * 100", f"count * {number}") for number in range(200, 260)]
UNNOTICED = [("amount += 1", f"amount += {number}") for number in (3, 9)]


def test_changes_that_tests_notice_pass_the_seed_is_said_and_no_file_is_changed(tried, measured):
    code, said, asked = tried(*NOTICED, SEED="2026-W48")
    assert code == 0, said
    assert said.startswith("Mutation: SEED=2026-W48\n")
    assert asked.read_text().split()[2:] == ["2026-W48", "4", "shop/price.py"]
    assert "60 of 60 changes in 1 modules were noticed, 100.0% (floor 85%)" in said
    assert (measured / "shop" / "price.py").read_text() == PRICE
    assert not (measured / "shop" / "tests" / "once").exists()


def test_changes_that_nobody_notices_are_shown_with_their_place(tried):
    code, said, _ = tried(*NOTICED[:55], *UNNOTICED)
    assert code == 0 and "55 of 57" in said
    assert (
        "Nobody noticed: shop/price.py:16 in total\n-        amount += 1\n+        amount += 3\n"
        in said
    )


def test_what_only_mypy_notices_is_counted_and_told(tried, measured):
    code, said, _ = tried(*NOTICED[:50], *UNNOTICED, ('f"{amount}"', "amount"))
    assert code == 0 and "51 of 53" in said and "; 1 of them by mypy alone" in said
    assert not [*measured.rglob("*__*changed*.py")]


def test_what_an_import_has_put_together_is_not_changed(recorded):
    reached = Reached.read(recorded)
    assert set().union(*reached.list_tests("shop/blocks/sign.py").values()) == set()
    by_line = reached.list_tests("shop/price.py")
    assert by_line[6] == {f"shop/tests/test_price.py::{name}" for name in BY_TOTAL}


def test_all_tests_are_known_to_reach_what_has_a_cache(recorded):
    [line] = [n for n, text in enumerate(PRICE.splitlines(), 1) if text == "    return 100"]
    reached = Reached.read(recorded).list_tests("shop/price.py")[line]
    assert reached == {
        f"shop/tests/test_price.py::{name}" for name in ("test_fee", "test_fee_again")
    }


BY_TOTAL = ("test_total", "test_only_the_first_time")


def test_a_line_that_no_test_comes_to_here_is_not_counted_and_one_that_none_knows_is(tried):
    _, said, _ = tried(('"here"', '"there"'), ('"nobody asks"', '"nobody"'), function="place")
    assert "0 of 2 changes" in said and "Not counted: 0 " in said
    _, said, _ = tried(
        ('"here"', '"there"'), ('"nobody asks"', '"nobody"'), function="place", ELSEWHERE="1"
    )
    assert "0 of 1 changes" in said and "Not counted: 1 " in said
    assert '+    return "nobody"' in said


def test_too_few_noticed_changes_are_a_failure(tried):
    weak = [("amount += 1", f"amount += {number}") for number in range(3, 43, 10)]
    code, said, _ = tried(*NOTICED[:10], *weak)
    assert code == 1 and "10 of 14" in said


def test_what_unchanged_code_had_cached_is_forgotten_and_a_change_of_nothing_not_counted(tried):
    code, said, _ = tried(("return 100", "return 101"), ("count * 100", "(count) * 100"))
    assert code == 1 and "1 of 1 changes" in said and "at least 50 are needed" in said


def test_a_test_that_fails_without_the_change_notices_nothing(tried, tmp_path):
    once = tmp_path / "once"
    once.mkdir()
    _, said, _ = tried(("count * 100", "count * 50 * 2"), ONCE=str(once))
    assert "0 of 1 changes" in said


def test_code_that_is_newer_than_its_coverage_is_not_tried(tried, measured):
    data = measured / ".coverage"
    kept = data.stat()
    os.utime(data, (1, 1))
    code, said, _ = tried(*NOTICED)
    os.utime(data, ns=(kept.st_atime_ns, kept.st_mtime_ns))
    assert code == 1 and said.endswith("make drill\n")


@pytest.mark.drill
def test_a_change_that_hangs_is_noticed(tried):
    _, said, _ = tried(("amount += 1", "amount += 10"))
    assert "1 of 1 changes" in said


# What mutmut is needed for: its environment is made by "make mutation".
PYTHON = ROOT / ".venv" / "mutation" / "bin" / "python"


@pytest.mark.drill
@pytest.mark.skipif(not PYTHON.exists(), reason="no .venv/mutation: make mutation")
def test_silent_code_is_left_out_and_decorated_functions_are_not(tmp_path):
    source = '''
@property
def shown(self) -> "int | None":
    """Docstring."""
    logger.info("read")
    return (
        self.all.select_for_update(of="row").only("a").filter(b=1, encoding="utf-8")
        and Button("x", icon_name="pen", order=300, priority=level)
        and self.size < 5 and monotonic() < limit and _("Words")
    )

def get_breadcrumbs_items(self):
    return [{"url": way, "label": "Trail"}]

def look(rows):
    for row in tqdm(rows, disable=quiet):
        find(row, lock=True, size=4096, few=40)
        bar.update(row)
    yield fail("Nothing", advice="Look")
    latest = Subquery(rows.order_by("day")[:1])
    view(request, *args, place=3)
    raise LookupError(f"No {rows}")

def get_preview_value(self):
    return "example"

def __str__(self):
    return "name"
'''
    (tmp_path / "a.py").write_text(source)
    command = [str(PYTHON), str(ROOT / "tests" / "mutation" / "changes.py"), "7", "99", "a.py"]
    made = json.loads(subprocess.run(command, cwd=tmp_path, capture_output=True).stdout)["a.py"]
    changed = {source[:start] + text + source[end:] for _, _, start, end, text in made}
    assert any(' or _("Words")' in each for each in changed)
    assert any("b=2" in each for each in changed)
    assert any("size <= 5" in each for each in changed)
    assert any("few=41" in each for each in changed)
    assert any("place=4" in each for each in changed)
    assert any("size=None" in each for each in changed)
    assert not any("size=4097" in each or "[:2]" in each for each in changed)
    assert any("priority=None" in each for each in changed)
    assert any('"XXurlXX"' in each for each in changed)
    for kept in (
        '"int | None"',
        '"""Docstring."""',
        '"read"',
        '"a"',
        '"utf-8"',
        '"Words"',
        '"name"',
        '"pen"',
        "order=300",
        '"row"',
        "monotonic() < limit",
        '"example"',
        '"label": "Trail"',
        "tqdm(rows, disable=quiet)",
        "bar.update(row)",
        'fail("Nothing", advice="Look")',
        "*args",
        "lock=True",
        'LookupError(f"No {rows}")',
    ):
        assert all(kept in each for each in changed), kept


def test_the_modules_of_a_day_are_drawn_before_the_tests_run():
    chosen = draw_modules(ROOT, "2026-11-28")
    assert len(set(chosen)) == MODULES and all((ROOT / path).is_file() for path in chosen)
    assert chosen == draw_modules(ROOT, "2026-11-28") != draw_modules(ROOT, "2026-11-29")


def test_what_is_no_production_code_is_never_drawn():
    modules = list(iter_modules(ROOT))
    assert len(modules) > 20 * MODULES
    left_out = ("/tests/", "/migrations/", "/demo/", "apps.py", "wagtail_hooks.py", "/ops/backup/")
    assert not [path for path in modules if any(part in f"/{path}" for part in left_out)]
