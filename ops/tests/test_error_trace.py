import json

import pytest
from django.db import OperationalError
from django.test import RequestFactory
from django.views.generic import ListView

from ops.errors.trace import ALPHABET, describe_error, format_code, parse_code


def fail_in_a_package():
    ListView.as_view()(RequestFactory().get("/"))


def fail_deeper(words):
    raise ValueError(words)


def fail(words):
    fail_deeper(words)


def catch(function, *arguments, route="site_map"):
    try:
        function(*arguments)
    except Exception as error:  # noqa: BLE001, whatever it is
        return describe_error(error, route)
    raise AssertionError


def fail_elsewhere(words):
    fail_deeper(words)


def test_a_kind_is_an_exception_from_a_place_whatever_it_says():
    first = catch(fail, "Nguyễn Thị Chim")
    assert first == catch(fail, "Trần Văn Én", route="directory")
    assert first.exception == "ValueError"
    assert first.places[0].startswith("ops/tests/test_error_trace.py:")
    assert first.places[0].endswith(" fail_deeper")
    assert "Chim" not in json.dumps(first.places)
    assert first.code != catch(fail_elsewhere, "Nguyễn Thị Chim").code


def test_what_breaks_in_a_package_is_told_apart_by_its_screen():
    first, second = (catch(fail_in_a_package, route=route) for route in ("jobs", "site_map"))
    assert first.exception == "django.core.exceptions.ImproperlyConfigured"
    assert first.code != second.code and first.places == second.places
    assert first.places[0].startswith("django/views/generic/list.py:")


def test_recursion_without_end_is_one_kind_with_few_places():
    def recur(depth):
        return recur(depth + 1)

    traces = {catch(recur, depth).code for depth in (0, 1)}
    assert len(traces) == 1 and len(catch(recur, 0).places) <= 20


def test_all_errors_of_a_database_that_is_away_are_one_kind():
    def lose(words):
        raise OperationalError(words)

    first, second = (catch(lose, words) for words in ("closed", "refused"))
    assert first == second and first.places == ()


@pytest.mark.parametrize("typed", ["7KQ2-M9XD", "7kq2m9xd", " 7KQ2 – M9XD. ", "7KQ2.M9XD"])
def test_a_code_is_read_in_whatever_spelling(typed):
    assert parse_code(typed) == "7KQ2M9XD"
    assert format_code("7KQ2M9XD") == "7KQ2-M9XD"


def test_letters_that_are_taken_for_digits_are_digits():
    assert parse_code("OIl0-0000") == "01100000"
    assert not set("ILOU") & set(ALPHABET)


@pytest.mark.parametrize("typed", ["", "7KQ2-M9X", "7KQ2-M9XDD", "7KQ2-M9X!", "U" * 8, "ạ" * 8])
def test_what_is_no_code_is_none(typed):
    assert parse_code(typed) == ""
