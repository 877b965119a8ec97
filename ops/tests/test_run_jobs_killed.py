"""Real processes of ``run_jobs``, two at a time, killed in the middle of whatever they do."""

from collections import Counter, deque

import pytest

pytestmark = pytest.mark.both_databases

LEASE = "2"
# Seconds that a runner is left alone, at most; by then it is in the middle of something.
LONGEST = "0.6"
# Enough for a busy machine.
SECONDS_TO_END = "300"


def names(number, *kinds):
    return Counter(f"{kind} {index}" for kind in kinds for index in range(number))


def kill_and_count(parent, kills, tasks_for_each):
    runners = deque(parent.do("start", LEASE) for _ in range(2))
    for round_ in range(kills):
        parent.do("enqueue", str(round_ * tasks_for_each), str((round_ + 1) * tasks_for_each))
        assert parent.do("kill", str(runners.popleft()), LONGEST) == -9
        runners.append(parent.do("start", LEASE))
    parent.do("drain", SECONDS_TO_END)
    assert [parent.do("stop", str(runner)) for runner in runners] == [0, 0]
    found = parent.do("report")
    assert found["statuses"] == ["SUCCESSFUL"]
    done, asked = Counter(found["effects"]), names(kills * tasks_for_each, "duty", "task", "row")
    assert (asked - done, done - asked) == (Counter(), Counter()), "lost, doubled"
    return found


def test_nothing_is_lost_or_doubled_where_runners_are_killed(parent):
    kill_and_count(parent, kills=4, tasks_for_each=6)


@pytest.mark.drill("processes")
def test_a_hundred_kills_lose_and_double_nothing(parent):
    found = kill_and_count(parent, kills=100, tasks_for_each=6)
    # Some were in the middle of something.
    assert found["attempts"] > 1


@pytest.mark.drill("processes")
def test_a_long_task_stays_with_its_runner_however_long_it_takes(parent):
    parent.do("enqueue_long", "9")
    runners = [parent.do("start", LEASE) for _ in range(2)]
    parent.do("drain", SECONDS_TO_END)
    assert [parent.do("stop", str(runner)) for runner in runners] == [0, 0]
    found = parent.do("report")
    assert (found["effects"], found["attempts"]) == (["long"], 1)


@pytest.mark.drill("processes")
def test_a_runner_that_wakes_after_its_lease_is_over_doubles_no_atomic_task(parent):
    runners = [parent.do("start", LEASE) for _ in range(2)]
    for round_ in range(6):
        parent.do("enqueue", str(round_ * 20), str((round_ + 1) * 20))
        parent.do("freeze", str(runners[round_ % 2]), "3")
    parent.do("drain", SECONDS_TO_END)
    assert [parent.do("stop", str(runner)) for runner in runners] == [0, 0]
    found = parent.do("report")
    assert found["statuses"] == ["SUCCESSFUL"]
    # Duties bear to be done twice; those of the drill do not.
    done = Counter(name for name in found["effects"] if not name.startswith("duty"))
    assert done == names(120, "task", "row")
