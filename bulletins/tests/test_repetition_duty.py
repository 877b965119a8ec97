from inspect import unwrap

from bulletins.tasks import run_due_repetitions
from ops.jobs.schedule import list_periodic_tasks


def test_it_is_the_work_of_the_job_loop():
    work = unwrap(run_due_repetitions)
    names = [duty.name for duty in list_periodic_tasks() if duty.work is work]
    assert names == ["bulletins.tasks.run_due_repetitions"]
