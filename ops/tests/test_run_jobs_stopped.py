"""Real processes of ``run_jobs`` that are told to stop, or whose database goes away."""

from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection

pytestmark = pytest.mark.both_databases

LEASE = "5"
SECONDS_TO_END = "300"


@pytest.fixture
def outage(database, django_db_blocker):
    """A time in which the database of the runners is not there."""

    @contextmanager
    def on_sqlite():
        file = Path(database.removeprefix("sqlite:///"))
        directory = file.parent.rename(file.parent.with_name("away"))
        yield
        directory.rename(file.parent)

    @contextmanager
    def on_postgresql():
        name = database.partition("?")[0].rpartition("/")[2]
        with django_db_blocker.unblock(), connection._nodb_cursor() as cursor:
            cursor.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
            yield
            cursor.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")

    return on_sqlite if connection.vendor == "sqlite" else on_postgresql


def test_a_runner_waits_for_its_database_says_so_once_and_goes_on(parent, outage):
    parent.do("enqueue", "0", "2")
    parent.do("leave_database")
    with outage():
        runner = parent.do("start", LEASE)
        assert "The database does not answer (" in parent.process.stderr.readline()
        # It has tried more than once.
        parent.do("wait", "3")
    parent.do("drain", SECONDS_TO_END)
    assert parent.do("stop", str(runner)) == 0
    assert len(parent.do("report")["effects"]) == 6
    told = parent.process.communicate()[1].splitlines()
    assert [line.partition("ops.jobs.worker ")[2] for line in told] == [
        "The database answers again."
    ]


# Ctrl-C on the demo sends both.
@pytest.mark.parametrize("signals", [["15"], ["2"], ["2", "15"]], ids="-".join)
def test_who_is_told_to_stop_finishes_what_it_has_in_hand_and_nothing_more(parent, signals):
    parent.do("enqueue_long", "1")
    runner = parent.do("start", LEASE)
    parent.do("wait_until_running")
    parent.do("enqueue", "0", "2")
    assert parent.do("stop", str(runner), *signals) == 0
    found = parent.do("report")
    assert (found["effects"], found["alive"]) == (["long"], 0)
    assert found["statuses"] == ["READY", "SUCCESSFUL"]
