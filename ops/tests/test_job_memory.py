"""A worker process that has grown too large begins anew, and loses nothing."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings

# More than a process takes that has done nothing, less than with what one task takes.
MEGABYTES = 280


def work(database, limit):
    """Run the real command on the tasks of ``hungry_worker``; returns what each has found."""
    environment = {
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "DATABASE_URL": database,
        "JOB_MEMORY_MB": str(limit),
    }
    done = subprocess.run(
        [sys.executable, "-m", "ops.tests.hungry_worker"],
        cwd=settings.BASE_DIR,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()], done.stderr


@pytest.mark.drill("processes")
@pytest.mark.django_db
def test_a_process_that_has_grown_begins_anew_and_no_task_is_lost_or_done_twice(database):
    done, logged = work(database, MEGABYTES)
    assert sorted(number for number, _before in done) == [0, 1, 2, 3]
    assert all(before < MEGABYTES for _number, before in done), done
    assert logged.count("begins anew") == 4


@pytest.mark.drill("processes")
@pytest.mark.django_db
def test_a_limit_below_what_a_process_begins_with_is_told_of_and_not_kept(database):
    done, logged = work(database, 20)
    assert len(done) == 4 and done[-1][1] > MEGABYTES
    assert "no limit is kept" in logged
