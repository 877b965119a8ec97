"""Clocks that are wrong: noticed, told once, and harmless for leases and due times.

The wrong ones are libfaketime's, in processes of their own. On SQLite there is one clock.
"""

import logging
import time
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.utils import timezone

from ops import database_time
from ops.jobs import clock as clocks
from ops.jobs.clock import check_clock, list_wrong_clocks
from ops.models import NodeClock
from tests.processes import Process
from tests.system_packages import find_or_install, run_command

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]
MINUTES = timedelta(minutes=5)


@pytest.fixture
def postgresql():
    if connection.vendor != "postgresql":
        pytest.skip("with SQLite all processes share one clock")


def is_between(began, moment):
    """Return whether a moment by the database's clock is one between this one and now."""
    error = timedelta(seconds=database_time._MAX_DURATION_SECONDS)
    return began - error <= moment <= datetime.now(UTC) + error


@pytest.fixture
def ahead(monkeypatch, postgresql):
    """Set the clock of this process ahead of the database's by so many seconds: ``ahead(300)``."""
    real = time.time
    monkeypatch.setattr(database_time, "_measured", None)
    monkeypatch.setattr(clocks, "_was_wrong", None)

    def go(seconds):
        monkeypatch.setattr(time, "time", lambda: real() + seconds)
        moment = datetime.now(UTC) + timedelta(seconds=seconds)
        monkeypatch.setattr(timezone, "now", lambda: moment)
        check_clock(connections[DEFAULT_DB_ALIAS])

    return go


def test_a_wrong_clock_is_noticed_and_written_down_once(ahead, caplog):
    caplog.set_level(logging.INFO, "ops.jobs.clock")
    ahead(0.5)
    assert list_wrong_clocks() == [] and not NodeClock.objects.exists()
    began = datetime.now(UTC)
    ahead(-300)
    ahead(-300)
    [wrong] = list_wrong_clocks()
    assert -302 < wrong.seconds_ahead < -298
    assert is_between(began, wrong.noticed_at)
    ahead(0)
    assert list_wrong_clocks() == [] and not NodeClock.objects.exists()
    told = [record.message for record in caplog.records]
    assert len(told) == 2
    assert "300 seconds behind the database's" in told[0] and "agrees" in told[1]


def test_moments_that_machines_compare_are_the_databases(ahead):
    for seconds in (300, -300):
        began = datetime.now(UTC)
        ahead(seconds)
        assert is_between(began, database_time.get_time())
    ahead(1)
    assert database_time.get_time() == timezone.now()


def test_a_clock_that_is_set_after_the_comparison_does_not_move_the_moments(ahead, monkeypatch):
    began = datetime.now(UTC)
    ahead(0)
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + 3600)
    monkeypatch.setattr(timezone, "now", lambda: datetime.now(UTC) + timedelta(hours=1))
    assert is_between(began, database_time.get_time())


def test_a_machine_that_is_gone_says_nothing_about_its_clock(postgresql):
    old = timezone.now() - timedelta(hours=1)
    NodeClock.objects.create(host="may-cu", seconds_ahead=99, noticed_at=old, seen_at=old)
    new = timezone.now()
    NodeClock.objects.create(host="may-khac", seconds_ahead=99, noticed_at=old, seen_at=new)
    assert [wrong.host for wrong in list_wrong_clocks()] == ["may-khac"]


def test_on_sqlite_no_clock_is_wrong(monkeypatch):
    if connection.vendor == "sqlite":
        moment = datetime.now(UTC) + MINUTES
        monkeypatch.setattr(timezone, "now", lambda: moment)
        assert list_wrong_clocks() == []
        assert database_time.get_time() == moment


@pytest.fixture
def late_parent(database):
    """A process like ``parent``, whose machine's clock is five minutes ahead."""
    preload = run_command(find_or_install("faketime"), "-m", "-f", "+0", "printenv", "LD_PRELOAD")
    environment = {
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "DATABASE_URL": database,
        "LD_PRELOAD": preload,
        "FAKETIME": "+5m",
        # What waits, waits as long as it says.
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "DONT_FAKE_MONOTONIC": "1",
    }
    process = Process(environment, "ops.tests.worker_process")
    yield process
    process.process.communicate()


@pytest.mark.drill("processes")
def test_a_machine_that_is_five_minutes_ahead_takes_no_task_from_another(
    postgresql, parent, late_parent
):
    parent.do("enqueue_held")
    parent.do("leave_database")
    runner = parent.do("start", "4")
    parent.do("wait_until_running")
    late_runner = late_parent.do("start", "4")
    assert [seconds for _host, seconds in late_parent.do("list_clocks")] == [300]
    assert [seconds for _host, seconds in parent.do("list_clocks")] == [300]
    parent.do("wait_for_workers", "2")
    # It looks after the others every second.
    parent.do("wait", "4")
    parent.do("release")
    parent.do("drain", "120")
    report = parent.do("report")
    late_parent.do("stop", str(late_runner))
    parent.do("stop", str(runner))
    assert (report["effects"], report["attempts"]) == (["held", "released"], 1)
