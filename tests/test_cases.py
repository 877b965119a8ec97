from datetime import date, timedelta

import pytest

from tests.cases import DAILY_CASES, choose_cases

TABLE = [f"sites/tests/test_hosts.py::test_table[{number}]" for number in range(20)]
SHORT = [f"sites/tests/test_hosts.py::test_short[{number}]" for number in range(DAILY_CASES)]
SINGLE = "sites/tests/test_hosts.py::test_single"
NAMES = [*TABLE, *SHORT, SINGLE]
DAY = date(2026, 11, 27)


def test_a_day_has_some_cases_of_a_long_table_and_all_of_the_others():
    chosen = choose_cases(NAMES, "day", DAY, "sqlite")
    assert len(chosen & {*TABLE}) == DAILY_CASES
    assert chosen >= {*SHORT, SINGLE}


def test_what_a_day_leaves_out_is_the_rest():
    assert choose_cases(NAMES, "rest", DAY, "sqlite") == {*NAMES} - choose_cases(
        NAMES, "day", DAY, "sqlite"
    )
    assert choose_cases(NAMES, "all", DAY, "sqlite") == {*NAMES}


def test_the_other_database_has_other_cases_of_a_day():
    chosen = [choose_cases(NAMES, "day", DAY, vendor) for vendor in ("sqlite", "postgresql")]
    assert set.intersection(*chosen) == {*SHORT, SINGLE}


def test_every_case_has_its_day():
    days = (DAY + timedelta(days=number) for number in range(60))
    assert set().union(*(choose_cases(NAMES, "day", day, "sqlite") for day in days)) == {*NAMES}


def test_the_order_in_which_tests_are_found_changes_nothing():
    assert choose_cases(NAMES, "day", DAY, "sqlite") == choose_cases(
        reversed(NAMES), "day", DAY, "sqlite"
    )


def test_another_word_is_refused():
    with pytest.raises(ValueError, match="CASES=some: day, rest or all"):
        choose_cases(NAMES, "some", DAY, "sqlite")
