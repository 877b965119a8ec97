"""Real processes of ``run_jobs`` whose tasks hang, or only take long."""

import pytest

LEASE = "60"


@pytest.mark.parametrize("where", ["sleep", "network", "library"])
def test_a_task_that_hangs_is_ended_and_told_of_and_the_next_is_done(parent, where):
    parent.do("enqueue_hanging", where)
    runner = parent.do("start", LEASE, "--limit", "1")
    parent.do("wait_for_failure")
    parent.do("wait_for_effect", "behind")
    assert parent.do("stop", str(runner)) == 0
    [[status, attempts, reason]] = parent.do("list_failures")
    # It waits to be tried again.
    assert (status, attempts) == ("READY", 1)
    assert "TaskHangsError: ended after" in reason
    assert "hang was ended: it took more than 1 seconds." in parent.process.communicate()[1]


def test_a_periodic_task_that_hangs_is_ended_and_told_of(parent):
    parent.do("make_stick")
    runner = parent.do("start", LEASE, "--limit", "1")
    assert parent.do("wait_for_failed_run").startswith("TaskHangsError: ended after")
    parent.do("enqueue", "0", "1")
    parent.do("wait_for_effect", "task_0")
    assert parent.do("stop", str(runner)) == 0
    assert "stick was ended: it took more than 1 seconds." in parent.process.communicate()[1]


def test_another_worker_begins_beside_one_that_is_busy_for_long(parent):
    parent.do("set_piece_seconds", "0.2")
    parent.do("enqueue_held")
    runner = parent.do("start", LEASE)
    parent.do("wait_until_running")
    parent.do("enqueue", "0", "1")
    parent.do("wait_for_effect", "task_0")
    parent.do("release")
    parent.do("drain", "300")
    assert parent.do("stop", str(runner)) == 0
    found = parent.do("report")
    assert {"held", "task 0"} <= {*found["effects"]}
    assert (found["alive"], found["attempts"]) == (0, 1)
