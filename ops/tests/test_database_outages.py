import logging
import sys

import pytest
from django.db import OperationalError, ProgrammingError

from ops.database import repeat_limit
from ops.database.outage_log import OutageFilter
from ops.database.outages import DatabaseAwayError, is_outage

pytestmark = pytest.mark.both_databases


def make_error(kind, **cause):
    error = kind("…")
    if cause:
        error.__cause__ = type("DriverError", (Exception,), cause)()
    return error


@pytest.mark.parametrize(
    ("cause", "is_one"),
    [
        ({}, True),
        ({"pgcode": None}, True),
        ({"pgcode": "55P03"}, True),
        ({"pgcode": "57014"}, True),
        ({"pgcode": "57P01"}, True),
        ({"pgcode": "53100"}, True),
        ({"pgcode": "25006"}, True),
        ({"pgcode": "40P01"}, False),
        ({"sqlite_errorname": "SQLITE_BUSY"}, True),
        ({"sqlite_errorname": "SQLITE_IOERR_READ"}, True),
        ({"sqlite_errorname": "SQLITE_ERROR"}, False),
    ],
)
def test_an_outage_is_told_from_a_defect(cause, is_one):
    assert is_outage(make_error(OperationalError, **cause)) == is_one
    assert not is_outage(make_error(ProgrammingError, **cause))
    assert not is_outage(None)


def make_record(error=None, **fields):
    info = None
    if error:
        try:
            raise error
        except type(error):
            info = sys.exc_info()
    record = logging.LogRecord("django.request", logging.ERROR, "", 0, "%s: %s", (), info)
    record.args = ("Internal Server Error", "/")
    vars(record).update(fields)
    return record


@pytest.fixture
def log(monkeypatch):
    monkeypatch.setattr(OutageFilter, "limits", type(OutageFilter.limits)(repeat_limit.RepeatLimit))
    return OutageFilter().filter


def test_an_outage_is_one_line_in_a_minute_without_a_traceback(log, monkeypatch):
    first = make_record(DatabaseAwayError("no answer within 1.0 s\nmore"))
    assert log(first)
    assert (first.exc_info, first.getMessage()) == (
        None,
        "The database does not answer (no answer within 1.0 s); 0 more left out since the last.",
    )
    assert not log(make_record(OperationalError("x")))
    assert not log(make_record(status_code=503))
    later = repeat_limit.monotonic() + repeat_limit.INTERVAL_SECONDS
    monkeypatch.setattr(repeat_limit, "monotonic", lambda: later)
    again = make_record(OperationalError("x"))
    assert log(again)
    assert again.getMessage().endswith("(x); 2 more left out since the last.")


def test_everything_else_is_logged_as_it_is(log):
    for _ in range(2):
        record = make_record(ProgrammingError("no such column"), status_code=500)
        assert log(record)
        assert record.exc_info
        assert record.getMessage() == "Internal Server Error: /"
