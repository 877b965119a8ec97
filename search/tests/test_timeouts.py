import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Event

import pytest
from django.db import OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext

from ops.database.limits import get_seconds_left, spend_seconds
from tests.html import read_html
from tests.processes import call_in_thread

pytestmark = pytest.mark.both_databases


class CountedError(Exception):
    """Ends a transaction that has locked what searches read."""


@pytest.fixture
def visit_slowly(visit, settings):
    """Visit a page while no search comes to an end in time."""

    def on_sqlite(agency, path):
        settings.SEARCH_SECONDS = 0
        return visit(agency, path)

    def on_postgresql(agency, path):
        settings.SEARCH_SECONDS = 0.1
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE search_words IN ACCESS EXCLUSIVE MODE")
        # What is stopped in a transaction ends it, and readers have none: they have a connection
        # of their own.
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(call_in_thread, visit, agency, path).result()

    return on_postgresql if connection.vendor == "postgresql" else on_sqlite


@pytest.mark.parametrize("path", ["?q=trang chu", "?q=trang&scope=all&order=date"])
def test_a_search_that_takes_too_long_is_stopped_and_says_so(visit_slowly, health, path):
    answer = visit_slowly(health, f"/tim-kiem/{path}")
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    page = read_html(answer.content)
    assert page.h1.text == "Tìm kiếm mất quá nhiều thời gian"
    assert page.main.select_one("input[name=q]")["value"].startswith("trang")


def test_suggestions_that_take_too_long_are_stopped(visit_slowly, health):
    assert visit_slowly(health, "/tim-kiem/goi-y/?q=trang").status_code == 503


def test_what_is_stopped_can_be_logged(visit_slowly, health):
    with CaptureQueriesContext(connection):
        assert visit_slowly(health, "/tim-kiem/?q=trang chu&scope=all").status_code == 503


if connection.vendor == "postgresql":

    def test_a_search_is_answered_though_counting_its_words_took_too_long(visit, settings, health):
        settings.SEARCH_SECONDS = 0.1
        counted = Event()

        def watch(execute, sql, parameters, many, context):
            try:
                return execute(sql, parameters, many, context)
            except OperationalError:
                # What comes after it waits until the table is free.
                settings.SEARCH_SECONDS = 60
                counted.set()
                raise

        def ask():
            with connection.execute_wrapper(watch):
                return visit(health, "/tim-kiem/?q=trang chu")

        with ThreadPoolExecutor(1) as thread:
            with suppress(CountedError), transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute("LOCK TABLE search_words IN ACCESS EXCLUSIVE MODE")
                answer = thread.submit(call_in_thread, ask)
                assert counted.wait(60)
                # Which lets go of the table.
                raise CountedError
            assert answer.result().status_code == 200

    def test_what_other_statements_have_waited_is_no_outage(visit, settings, health):
        settings.SEARCH_SECONDS = 60

        def wait_in_place_of_others(execute, sql, parameters, many, context):
            # Of the seconds of the request half a one is left.
            spend_seconds(max(0, get_seconds_left() - 0.5))
            return execute(sql, parameters, many, context)

        def ask():
            with connection.execute_wrapper(wait_in_place_of_others):
                return visit(health, "/tim-kiem/?q=trang chu")

        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE search_words IN ACCESS EXCLUSIVE MODE")
        with ThreadPoolExecutor(1) as thread:
            answer = thread.submit(call_in_thread, ask).result()
        assert (answer.status_code, answer["Retry-After"]) == (503, "60")
        assert "Tìm kiếm mất quá nhiều thời gian" in answer.text


if connection.vendor == "sqlite":

    def test_what_is_looked_for_besides_is_left_out_where_it_takes_too_long(visit, health):
        found = []

        def stop_all_but_the_first(execute, sql, parameters, many, context):
            if "WITH visible" in sql:
                found.append(sql)
                if len(found) > 1:
                    cause = sqlite3.OperationalError("interrupted")
                    cause.sqlite_errorcode = sqlite3.SQLITE_INTERRUPT
                    raise OperationalError("interrupted") from cause
            return execute(sql, parameters, many, context)

        with connection.execute_wrapper(stop_all_but_the_first):
            answer = visit(health, "/tim-kiem/?q=giới thieuj")
        assert answer.status_code == 200
        # With the beginning of a word, with a corrected spelling, and on other websites.
        assert len(found) == 1 + 3

    # The limit is one of the connection, which serves the next reader too.

    def test_a_search_after_one_that_was_stopped_is_answered(visit, visit_slowly, settings, health):
        before = settings.SEARCH_SECONDS
        visit_slowly(health, "/tim-kiem/?q=trang")
        settings.SEARCH_SECONDS = before
        assert visit(health, "/tim-kiem/?q=trang").status_code == 200
