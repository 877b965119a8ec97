from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.utils import timezone

from ops.jobs import schedule, worker
from ops.models import PeriodicTaskRun, Worker
from ops.tests.factories import create_periodic_task_run

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=HANOI)


@pytest.fixture
def only(monkeypatch):
    """No duties but those of the test, which are told by what they append to the list."""
    monkeypatch.setattr(schedule, "_periodic_tasks", {})
    return []


@pytest.fixture
def every_hour(only):
    schedule.every(timedelta(hours=1))(lambda: only.append("hourly"))
    return only


@pytest.fixture
def failing(only):
    def fail():
        only.append("tried")
        raise ValueError("Hỏng")

    schedule.daily(time(2))(fail)
    return only


def run(clock, moment):
    clock(at(moment))
    call_command("run_jobs", "--once")


def test_a_new_duty_is_done_at_once_and_then_when_its_time_has_come(clock, every_hour):
    for moment in ("2026-11-25T10:00", "2026-11-25T10:59", "2026-11-25T11:00", "2026-11-25T11:01"):
        run(clock, moment)
    assert every_hour == ["hourly", "hourly"]


def test_however_long_nobody_was_there_a_duty_is_done_once(clock, every_hour):
    run(clock, "2026-11-25T10:00")
    run(clock, "2026-12-25T10:30")
    run(clock, "2026-12-25T11:15")
    assert len(every_hour) == 2
    run(clock, "2026-12-25T11:30")
    assert len(every_hour) == 3


def test_a_daily_duty_waits_for_its_time_of_day(clock, only):
    schedule.daily(time(2, 30))(lambda: only.append("daily"))
    run(clock, "2026-11-25T10:00")
    run(clock, "2026-11-26T02:29")
    assert only == []
    run(clock, "2026-11-26T05:00")
    run(clock, "2026-11-26T23:00")
    assert only == ["daily"]
    run(clock, "2026-11-27T02:30")
    assert only == ["daily", "daily"]


def test_a_duty_that_fails_is_tried_again_soon_and_the_next_day_as_ever(clock, failing):
    run(clock, "2026-11-25T01:00")
    for moment, tries in (
        ("2026-11-25T02:00:00", 1),
        ("2026-11-25T02:00:59", 1),
        ("2026-11-25T02:01:00", 2),
        ("2026-11-25T02:05:59", 2),
        ("2026-11-25T02:06:00", 3),
        ("2026-11-25T02:31:00", 4),
        ("2026-11-25T04:36:00", 5),
        ("2026-11-25T15:01:00", 6),
        ("2026-11-26T01:59:00", 6),
        ("2026-11-26T02:00:00", 7),
    ):
        run(clock, moment)
        assert len(failing) == tries, moment
    periodic_task = PeriodicTaskRun.objects.get()
    assert (periodic_task.failures, periodic_task.error, periodic_task.done_at) == (
        7,
        "ValueError: Hỏng",
        None,
    )


def test_one_duty_that_fails_does_not_keep_the_others(clock, failing):
    schedule.every(timedelta(hours=1))(lambda: failing.append("other"))
    run(clock, "2026-11-25T01:00")
    run(clock, "2026-11-25T02:00")
    assert sorted(failing) == ["other", "other", "tried"]


@pytest.fixture
def in_order(only):
    """Two duties of the same time: the second by name is to be done first."""

    def a_digest():
        only.append("digest")

    def b_reminder():
        only.append("reminder")

    schedule.daily(time(7))(a_digest)
    schedule.daily(time(7), before=a_digest)(b_reminder)
    return only


def test_a_duty_waits_for_the_one_that_is_to_be_done_before_it(clock, in_order):
    run(clock, "2026-11-25T06:00")
    run(clock, "2026-11-25T07:00")
    assert in_order == ["reminder", "digest"]


def test_a_duty_waits_for_one_that_another_runner_has_in_hand(clock, in_order):
    run(clock, "2026-11-25T06:00")
    moment = at("2026-11-25T07:00")
    other = Worker.objects.create(
        id="may-1-1", started_at=moment, expires_at=moment + timedelta(seconds=60)
    )
    PeriodicTaskRun.objects.filter(name__endswith="b_reminder").update(held_by=other)
    run(clock, "2026-11-25T07:00")
    assert in_order == []
    run(clock, "2026-11-25T07:02")
    assert in_order == ["reminder", "digest"]


def test_a_duty_does_not_wait_for_one_that_fails(clock, only):
    def a_digest():
        only.append("digest")

    def b_broken():
        only.append("tried")
        raise ValueError("Hỏng")

    schedule.daily(time(7))(a_digest)
    schedule.daily(time(7), before=a_digest)(b_broken)
    run(clock, "2026-11-25T06:00")
    run(clock, "2026-11-25T07:00")
    assert only == ["tried", "digest"]


def test_what_one_has_in_hand_another_leaves_alone_until_the_lease_is_over(clock, every_hour):
    clock(at("2026-11-25T10:00"))
    other = Worker.objects.create(
        id="may-1-1",
        started_at=timezone.now(),
        expires_at=timezone.now() + timedelta(seconds=60),
    )
    worker.sync_periodic_tasks()
    PeriodicTaskRun.objects.update(held_by=other)
    run(clock, "2026-11-25T10:00:59")
    assert every_hour == []
    run(clock, "2026-11-25T10:01:01")
    assert every_hour == ["hourly"]


def test_a_duty_of_another_release_is_left_alone(clock, only):
    clock(at("2026-11-25T10:00"))
    create_periodic_task_run("gone", due_at=timezone.now())
    run(clock, "2026-11-25T10:01")
    assert PeriodicTaskRun.objects.get().done_at is None


def test_looking_for_something_to_do_asks_once(django_assert_num_queries):
    runner = Worker(id="may-1-1")
    with django_assert_num_queries(1):
        assert not worker.run_next_periodic_task(runner)


@pytest.mark.parametrize("name", [task.name for task in schedule.list_periodic_tasks()])
def test_every_duty_can_be_done_where_there_is_nothing_to_do_and_prints_nothing(name, capfd):
    [task] = (task for task in schedule.list_periodic_tasks() if task.name == name)
    task.work()
    assert capfd.readouterr().out == ""
