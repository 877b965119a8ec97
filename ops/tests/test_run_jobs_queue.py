import re
import subprocess
import sys
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from ops.jobs import heartbeat, queue
from ops.models import Worker
from ops.tests.factories import create_worker
from ops.tests.sample_tasks import write, write_and_fail, write_whole_or_fail, written

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]
BASE_DIR = settings.BASE_DIR
MINUTE = timedelta(minutes=1)
LEASE = timedelta(seconds=60)


@pytest.fixture
def now(clock):
    """The time of day, which goes on by ``now(minutes)`` only."""
    start = timezone.now()

    def go(minutes):
        clock(start + minutes * MINUTE)
        return start + minutes * MINUTE

    go(0)
    return go


@pytest.fixture
def runner(now):
    return create_worker(started_at=now(0), lease=LEASE)


def run():
    call_command("run_jobs", "--once")


def state(result):
    row = DBTaskResult.objects.get(pk=result.id)
    return row.status, len(row.worker_ids)


def test_what_was_put_off_is_done_once():
    write.enqueue("một")
    assert written() == []
    run()
    run()
    assert written() == ["một"]


def test_what_is_put_off_until_later_waits_until_then(now):
    write.using(run_after=now(0) + 10 * MINUTE).enqueue("một")
    run()
    assert written() == []
    now(11)
    run()
    assert written() == ["một"]


def test_what_fails_is_tried_again_after_longer_and_longer_and_then_given_up(now, caplog):
    result = write_and_fail.enqueue("một")
    for attempt, minute in enumerate([0, 1, 6, 31, 156], start=1):
        now(minute - 0.1)
        if attempt > 1:
            run()
            assert state(result) == ("READY", attempt - 1)
        now(minute)
        run()
        assert state(result) == ("READY" if attempt < 5 else "FAILED", attempt)
    now(100_000)
    run()
    assert state(result) == ("FAILED", 5)
    assert [r.message for r in caplog.records if r.name == "ops.jobs.queue"] == [
        f"{write_and_fail.module_path} is given up."
    ]


def test_a_task_that_is_not_atomic_leaves_what_it_wrote_before_it_failed():
    write_and_fail.enqueue("một")
    run()
    assert written() == ["một"]


@pytest.mark.parametrize("result", ["missing", "set"])
def test_an_atomic_task_that_fails_or_whose_result_cannot_be_kept_leaves_nothing(result):
    result = write_whole_or_fail.enqueue("một", result)
    run()
    assert (written(), state(result)) == ([], ("READY", 1))


def test_an_atomic_task_is_done():
    result = write_whole_or_fail.enqueue("một", "zero")
    run()
    assert (written(), state(result)) == (["một"], ("SUCCESSFUL", 1))


def test_one_task_that_fails_does_not_keep_the_others():
    write_and_fail.enqueue("một")
    write.enqueue("hai")
    run()
    assert written() == ["hai", "một"]


@pytest.mark.parametrize("name", ["gone", "written"])
def test_what_is_no_task_in_this_release_is_left_for_later(name):
    result = write.enqueue("một")
    DBTaskResult.objects.update(task_path=f"ops.tests.sample_tasks.{name}")
    run()
    assert state(result) == ("READY", 1)


def test_a_task_is_done_whose_module_has_moved_since(monkeypatch):
    write.enqueue("một")
    monkeypatch.setattr(write.func, "__module__", "ops.elsewhere")
    run()
    assert written() == ["một"]


def test_a_task_that_was_put_off_by_an_older_release_is_done():
    write.enqueue("một")
    DBTaskResult.objects.update(task_path="ops.tests.sample_tasks.write")
    run()
    assert written() == ["một"]


def test_two_tasks_of_one_name_are_refused():
    def write(name):
        raise AssertionError

    write.__qualname__ = "write"
    with pytest.raises(ImproperlyConfigured, match="ops.tests.sample_tasks"):
        task(write, backend="queue", lane="normal")


def test_what_stays_unknown_is_kept_logged_and_told_to_ict_and_the_others_are_done(
    now, caplog, sign_in, ict_admin
):
    unknown = write.enqueue("một")
    DBTaskResult.objects.update(task_path="ops.jobs.tasks.gone")
    write.enqueue("hai")
    for minute in [0, 1, 6, 31, 156]:
        now(minute)
        run()
    assert written() == ["hai"] and state(unknown) == ("FAILED", 5)
    assert "ops.jobs.tasks.gone is given up." in caplog.messages
    client = sign_in(ict_admin)
    assert "1 việc nền không làm được" in client.get("/admin/").text
    screen = client.get("/admin/viec-nen/").text
    assert "không còn việc này" in screen and "ops.jobs.tasks.gone" not in screen
    DBTaskResult.objects.filter(pk=unknown.id).update(task_path=write.module_path)
    client.post(f"/admin/viec-nen/{unknown.id}/lam-lai/")
    run()
    assert written() == ["hai", "một"]


def test_a_process_that_has_only_just_begun_knows_every_task():
    program = "import django; django.setup(); import ops.jobs.tasks as known; print(*known._tasks)"
    child = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=BASE_DIR
    )
    declared = {
        name
        for path in BASE_DIR.glob("*/**/*.py")
        if not {"tests", ".venv"}.intersection(path.parts)
        for name in re.findall(r"^@task\(.*?^def (\w+)", path.read_text(), re.DOTALL | re.MULTILINE)
    }
    assert "send_queued_email" in declared
    assert declared == {*child.stdout.split()}


def test_what_a_killed_runner_had_in_hand_is_done_by_another_when_its_lease_is_over(now, runner):
    result = write.enqueue("một")
    DBTaskResult.objects.get().claim(runner.pk)
    now(0.9)
    run()
    assert (written(), state(result)) == ([], ("RUNNING", 1))
    now(1.1)
    run()
    assert (written(), state(result)) == (["một"], ("SUCCESSFUL", 2))


def test_a_runner_that_is_heard_of_keeps_what_it_has_in_hand(now, runner):
    write.enqueue("một")
    DBTaskResult.objects.get().claim(runner.pk)
    for half_minute in range(1, 10):
        now(half_minute / 2)
        assert runner.extend_lease(LEASE)
        run()
    assert written() == []


def test_a_lease_that_has_run_out_is_never_renewed(now, runner):
    now(1.1)
    assert not runner.extend_lease(LEASE)
    assert not Worker.objects.alive().exists()


def test_what_has_seen_many_runners_killed_is_given_up(now):
    result = write.enqueue("một")
    DBTaskResult.objects.get().claim("may-1-1")
    DBTaskResult.objects.update(worker_ids=["may-1-1"] * queue.ENDS)
    run()
    assert (written(), state(result)) == ([], ("FAILED", queue.ENDS))
    assert "killed 15 times" in DBTaskResult.objects.get().traceback


def test_a_runner_killed_right_after_a_failure_does_not_end_the_attempts(now):
    result = write.enqueue("một")
    row = DBTaskResult.objects.get()
    row.claim("may-1-1")
    row.set_failed(ValueError())
    run()
    assert state(result) == ("READY", 1)
    now(1)
    run()
    assert written() == ["một"]


def test_looking_for_something_to_do_asks_once(runner, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert not queue.run_next_queued_task(runner)


def test_a_runner_is_gone_when_it_ends():
    run()
    assert Worker.objects.exists()
    assert not Worker.objects.alive().exists()


def test_two_runners_of_a_machine_with_a_long_name_are_told_apart(monkeypatch):
    monkeypatch.setattr(heartbeat.socket, "gethostname", lambda: "may" * 21)
    # The largest of Linux.
    monkeypatch.setattr(heartbeat.os, "getpid", lambda: 2**22)
    with heartbeat.hold_lease(LEASE) as one, heartbeat.hold_lease(LEASE) as other:
        assert one.worker.pk != other.worker.pk
        assert set(Worker.objects.alive()) == {one.worker, other.worker}
    for runner in (one.worker, other.worker):
        assert runner.pk.startswith("maymay")
        runner.clean_fields()


def test_it_ends_when_the_process_that_started_it_has():
    write.enqueue("một")
    call_command("run_jobs", "--parent", "999999999")
    assert written() == []


def test_a_lease_too_short_to_be_renewed_is_refused():
    with pytest.raises(CommandError, match="a second or more"):
        call_command("run_jobs", "--lease", "0.5")
