"""When periodic tasks are due, and what is known of them, without a worker."""

from datetime import UTC, datetime, time, timedelta

import pytest

from ops.jobs import schedule
from ops.jobs.schedule import PeriodicTask, list_periodic_tasks

# 10:00 in Hà Nội.
MORNING = datetime(2026, 11, 25, 3, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def none_but_those_of_the_test(monkeypatch):
    monkeypatch.setattr(schedule, "_periodic_tasks", {})


def work():
    """A task of this module."""


def tidy():
    """Another one."""


NAME = f"{__name__}.work"


def test_a_task_of_an_interval_is_due_after_it():
    assert PeriodicTask("a", work, interval=HOUR).get_next_run(MORNING) == MORNING + HOUR
    assert PeriodicTask("a", work).get_next_run(MORNING) == MORNING


@pytest.mark.parametrize(
    ("of_day", "due"),
    [
        (time(10, 0, 1), MORNING + timedelta(seconds=1)),
        (time(10), MORNING + timedelta(days=1)),
        (time(9), MORNING + timedelta(hours=23)),
        (time(23), MORNING + 13 * HOUR),
    ],
)
def test_a_daily_task_is_due_at_its_time_in_ha_noi(of_day, due):
    assert PeriodicTask("a", work, of_day=of_day).get_next_run(MORNING) == due


def test_a_task_is_known_by_its_path_and_described_in_words():
    schedule.every(HOUR, label="Dọn")(work)
    [task] = list_periodic_tasks()
    assert (task.name, task.interval, task.of_day) == (NAME, HOUR, None)
    assert (task.label, task.before) == ("Dọn", "")


def test_a_daily_task_names_the_one_that_waits_for_it():
    schedule.daily(time(7), before=tidy, label="Nhắc")(work)
    [task] = list_periodic_tasks()
    assert (task.name, task.of_day, task.interval) == (NAME, time(7), None)
    assert (task.label, task.before) == ("Nhắc", f"{__name__}.tidy")


def test_tasks_come_by_name_and_have_no_words_unless_they_are_given():
    schedule.every(HOUR)(work)
    schedule.daily(time(7))(tidy)
    assert [task.name for task in list_periodic_tasks()] == [f"{__name__}.tidy", NAME]
    assert [(task.label, task.before) for task in list_periodic_tasks()] == [("", ""), ("", "")]


def test_whoever_calls_a_registered_function_has_all_of_it_done():
    done = []

    def count():
        for number in range(3):
            yield done.append(number)

    assert schedule.every(HOUR)(count)() is None
    assert done == [0, 1, 2]
    [task] = list_periodic_tasks()
    assert len([*task.work()]) == 3
