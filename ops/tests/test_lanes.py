"""In which order the queue is done, and how long work goes on in pieces."""

from datetime import time, timedelta
from inspect import isgeneratorfunction, unwrap

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from ops.jobs import pieces, schedule
from ops.jobs.lanes import Lane
from ops.jobs.queue import TaskHangsError
from ops.jobs.schedule import list_periodic_tasks
from ops.jobs.tasks import list_queued_tasks
from ops.models import PeriodicTaskRun
from ops.tests.doctor import ask_doctor
from ops.tests.factories import create_periodic_task_run, create_worker
from ops.tests.sample_tasks import list_in_order, write, write_each, write_urgently

# What comes again and is no generator: most only put into the queue what there is to do, the others
# have a few rows at a time.
SHORT = {
    "desk.tasks.catch_up_with_memory",
    "desk.tasks.enqueue_link_check",
    "reorganisation.tasks.enqueue_due_plans",
    "members.tasks.apply_due_role_changes",
    "members.tasks.send_error_notifications",
    "responses.tasks.enqueue_clock_checks",
    "responses.tasks.enqueue_full_check",
    "search.index.checker.check_nightly",
}
# What waits for a process of its own, and cannot be divided.
UNDIVIDED = {"level_saved_recording", "rehearse"}


@pytest.fixture
def no_time(monkeypatch):
    """Each piece ends after one unit, and nothing comes again but what a test declares."""
    monkeypatch.setattr(pieces, "BUDGET_SECONDS", 0)
    monkeypatch.setattr(schedule, "_periodic_tasks", {})


def run():
    call_command("run_jobs", "--once")


def test_what_is_urgent_is_done_before_what_waited_before_it(db):
    write.enqueue("ba")
    write_each.enqueue(["bốn"])
    write_urgently.enqueue("một")
    write_urgently.enqueue("hai")
    run()
    assert list_in_order() == ["một", "hai", "ba", "bốn"]


def test_long_work_goes_on_behind_what_has_come_meanwhile(db, no_time):
    write_each.enqueue(["một", "hai", "bốn"])
    write.enqueue("ba")
    run()
    # The first round takes what is due in the higher lane, and then the first piece.
    assert list_in_order() == ["ba", "một", "hai", "bốn"]
    rows = DBTaskResult.objects.filter(task_path=write_each.module_path)
    left = [row.args_kwargs["args"][0] for row in rows.order_by("enqueued_at")]
    assert left == [["một", "hai", "bốn"], ["hai", "bốn"], ["bốn"], []]
    assert {(row.status, row.priority) for row in rows} == {("SUCCESSFUL", Lane.LONG)}


def test_work_within_its_time_is_one_piece(db):
    write_each.enqueue(["một", "hai"])
    run()
    assert list_in_order() == ["một", "hai"] and DBTaskResult.objects.count() == 1


@pytest.mark.parametrize("priority", [0, -10, -20])
def test_what_a_former_version_has_enqueued_is_done(db, priority):
    write.enqueue("một")
    DBTaskResult.objects.update(queue_name="default", priority=priority)
    run()
    assert list_in_order() == ["một"]


def test_what_comes_again_goes_on_in_pieces_and_what_waits_for_it_waits(db, no_time):
    done, left = [], ["một", "hai"]

    def follow():
        done.append("after")

    def remind():
        while left:
            done.append(left.pop(0))
            yield

    def others():
        done.append("others")

    schedule.daily(time(7))(follow)
    schedule.daily(time(7), before=follow)(remind)
    schedule.every(timedelta(minutes=1))(others)
    now = timezone.now()
    for one in list_periodic_tasks():
        create_periodic_task_run(one.name, due_at=now)
    run()
    assert done[-1] == "after" and done.index("others") < done.index("hai")
    assert [name for name in done if name != "others"] == ["một", "hai", "after"]
    assert not PeriodicTaskRun.objects.due().exists()


def test_who_calls_a_function_that_works_in_pieces_has_all_of_it_done(no_time):
    done = []

    @schedule.every(timedelta(days=1))
    def count():
        for number in range(3):
            done.append(number)
            yield

    count()
    assert done == [0, 1, 2]


def test_nobody_waits_longer_than_a_minute_behind_a_piece():
    assert pieces.BUDGET_SECONDS < pieces.PIECE_SECONDS <= 60
    assert pieces.LIMIT_SECONDS == 2 * pieces.PIECE_SECONDS


def test_a_task_without_a_lane_cannot_be_declared():
    with pytest.raises(TypeError, match="lane"):

        @task(backend="queue")
        def nowhere():
            """Nothing."""


def test_what_cannot_be_divided_is_named():
    queued = [one for one in list_queued_tasks() if ".tests." not in one.func.__module__]
    assert {one.priority for one in queued} <= {*Lane}
    long = {one.func.__name__ for one in queued if one.limit_seconds > pieces.LIMIT_SECONDS}
    assert long == UNDIVIDED


def test_what_comes_again_is_short_or_works_in_pieces():
    ours = [one for one in list_periodic_tasks() if ".tests." not in one.name]
    undivided = {one.name for one in ours if not isgeneratorfunction(unwrap(one.work))}
    assert undivided - {"sites.tasks.repeat_edge_purges"} == SHORT


def test_what_hung_is_told_of_on_the_screen_and_by_health(sign_in, ict_admin):
    create_worker()
    write_urgently.enqueue("một")
    row = DBTaskResult.objects.get()
    row.claim("may-1-1")
    row.set_failed(TaskHangsError(130))
    DBTaskResult.objects.update(status="READY", run_after=timezone.now() + timedelta(minutes=1))
    page = sign_in(ict_admin).get(reverse("jobs")).text
    assert "lâu quá mức nên đã bị dừng" in page and "TaskHangsError" not in page
    [line] = ask_doctor("queue")
    assert line.level == "warning"
    assert "1 task took much too long and was ended." in line.text
    create_periodic_task_run("ops.tasks.delete_old_data", failures=1, error="TaskHangsError: ended")
    [line] = ask_doctor("queue")
    assert "2 tasks took much too long and were ended." in line.text
    DBTaskResult.objects.all().delete()
    PeriodicTaskRun.objects.all().delete()
    assert [line.level for line in ask_doctor("queue")] == ["ok"]
