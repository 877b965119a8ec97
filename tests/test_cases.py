from datetime import date, timedelta

import pytest

from tests.cases import (
    DAILY_CASES,
    DATABASES,
    choose_browser_cases,
    choose_cases,
    get_test_day,
    keep_due,
)

ON_BOTH = [f"search/tests/test_results.py::test_table[{number}]" for number in range(20)]
SHORT = [f"search/tests/test_results.py::test_short[{number}]" for number in range(DAILY_CASES)]
SINGLE = "search/tests/test_results.py::test_single"
WALK = "tests/isolation/test_crawl.py::test_single"
OTHER_WALKS = [
    f"tests/isolation/test_{name}.py::test_single" for name in ("comparison", "spellings")
]
FILES = [f"sites/tests/test_{number}.py::test_single" for number in range(20)]
NAMES = [*ON_BOTH, *SHORT, SINGLE, WALK, *OTHER_WALKS, *FILES]
DAY = date(2026, 11, 27)
WEEKS = [DAY + timedelta(days=number) for number in range(120)]


def choose(choice="day", day=DAY, vendor="sqlite", names=NAMES):
    return choose_cases(names, choice, day, vendor)


def test_a_day_has_some_cases_of_a_long_table_and_all_of_the_others():
    assert len(choose() & {*ON_BOTH}) == DAILY_CASES
    assert choose() >= {*SHORT, SINGLE}


@pytest.mark.parametrize("day", WEEKS[:10])
def test_how_texts_come_in_is_tested_every_day_with_all_cases(day):
    table = [f"tests/test_corpus_doors.py::test_a[{number}]" for number in range(20)]
    in_browser = [f"tests/browser/test_corpus_pasting.py::test_a[{number}]" for number in range(20)]
    assert choose(day=day, names=[*NAMES, *table]) >= {*table}
    assert not choose(day=day, vendor="postgresql", names=table)
    assert choose("rest", day=day, vendor="postgresql", names=table) == {*table}
    assert choose_browser_cases(in_browser, "day", day) == {*in_browser}
    assert not choose_browser_cases(in_browser, "rest", day)


def test_the_rest_is_each_file_on_a_database_that_it_has_not_today():
    day, rest = (
        {vendor: choose(choice, vendor=vendor) & {*FILES} for vendor in DATABASES}
        for choice in ("day", "rest")
    )
    for vendor, other in (DATABASES, DATABASES[::-1]):
        assert day[vendor] <= rest[other] and not day[vendor] & rest[vendor]
        assert choose("rest", vendor=vendor) >= {*ON_BOTH, *SHORT, SINGLE}
    assert not rest["sqlite"] & rest["postgresql"]


def test_the_rest_is_every_case_on_one_database_or_the_other():
    assert set().union(*(choose("rest", vendor=vendor) for vendor in DATABASES)) == {*NAMES}


def test_a_drill_has_one_database_a_day_unless_it_is_about_databases():
    chosen = [choose("marked", vendor=vendor) for vendor in DATABASES]
    assert set.union(*chosen) == {*NAMES}
    assert set.intersection(*chosen) == {*ON_BOTH, *SHORT, SINGLE}


def test_a_long_walk_is_drilled_on_either_database_in_turn():
    assert {WALK in choose("marked", day=day) for day in WEEKS[:6]} == {True, False}


def test_each_long_walk_has_one_day_in_three_and_all_of_them_a_drill():
    walks = {WALK, *OTHER_WALKS}
    days = [choose(day=day, names=walks) for day in WEEKS[:4]]
    assert {frozenset(day) for day in days} == {frozenset({walk}) for walk in walks}
    assert days[0] == days[3]
    assert choose(vendor="postgresql", names=walks) == set()
    assert choose("rest", vendor="postgresql", names=walks) == walks


def test_the_other_database_has_other_cases_of_a_day():
    chosen = [choose(vendor=vendor) for vendor in DATABASES]
    assert set.intersection(*chosen) == {*SHORT, SINGLE}


def test_of_five_days_each_file_has_one_database_the_other_and_else_none():
    days = [[choose(day=day, vendor=vendor) & {*FILES} for vendor in DATABASES] for day in WEEKS]
    for sqlite, postgres in days:
        assert sqlite and postgres and not sqlite & postgres and sqlite | postgres < {*FILES}
    for file in FILES:
        had = [(file in sqlite, file in postgres) for sqlite, postgres in days[:5]]
        assert sorted(had) == [*[(False, False)] * 3, (False, True), (True, False)]
    assert days[0] == days[5]


@pytest.mark.parametrize(
    ("vendor", "never"), [("sqlite", set()), ("postgresql", {WALK, *OTHER_WALKS})]
)
def test_every_case_has_its_day(vendor, never):
    assert set().union(*(choose(day=day, vendor=vendor) for day in WEEKS)) == {*NAMES} - never


def test_the_order_in_which_tests_are_found_changes_nothing():
    assert choose() == choose(names=NAMES[::-1])


def test_a_run_that_passes_midnight_has_one_day(monkeypatch):
    monkeypatch.setenv("TEST_DAY", "2026-11-27")
    assert get_test_day() == DAY
    monkeypatch.setenv("TEST_DAY", "")
    assert get_test_day() == date.today()


def test_another_word_is_refused():
    with pytest.raises(ValueError, match="CASES=some: day, rest, drill or all"):
        choose("some")
    with pytest.raises(ValueError, match="CASES=drill: day, rest or all"):
        choose_browser_cases(NAMES, "drill", DAY)


def test_in_a_browser_a_day_has_a_quarter_of_a_long_table_and_the_rest_the_others():
    first, *others = (choose_browser_cases(NAMES, "day", day) for day in WEEKS[:5])
    assert len(first.union(*others) & {*ON_BOTH}) == len(ON_BOTH) // 4
    assert first.union(*others) >= {*SHORT, SINGLE, WALK, *OTHER_WALKS, *FILES}
    assert choose_browser_cases(NAMES, "rest", DAY) == {*NAMES} - first
    assert choose_browser_cases(NAMES, "all", DAY) == {*NAMES}


def test_what_takes_minutes_has_one_drill_of_three_and_a_file_in_a_browser_one_of_two():
    long = {WALK, *OTHER_WALKS, "demo/tests/test_reorganised_demo.py::test_a"}
    in_browser = {f"tests/browser/test_{number}.py::test_single" for number in range(20)}
    names = {*NAMES} | long | in_browser
    days = [keep_due(names, day) for day in WEEKS[:8]]
    assert set.union(*days[:3]) == names
    assert set.intersection(*days[:3]) == {*NAMES} - long
    assert all(days[number] & long for number in range(3))
    assert days[0] & long == days[3] & long and days[1] & long == days[7] & long
    assert days[0] & in_browser == days[2] & in_browser == in_browser - days[7]
    assert 2 <= len(days[0] & in_browser) <= len(in_browser) - 2


def test_in_a_browser_each_file_has_every_fifth_day():
    days = [choose_browser_cases(FILES, "day", day) for day in WEEKS[:6]]
    assert all(days) and set().union(*days) == {*FILES} and days[0] == days[5]
    assert sum(map(len, days[:5])) == len(FILES)


def test_in_a_browser_too_every_case_has_its_day():
    assert set().union(*(choose_browser_cases(NAMES, "day", day) for day in WEEKS)) == {*NAMES}
