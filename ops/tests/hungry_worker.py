"""A worker whose tasks take memory and give none back, on a database that is its own.

The first time, it fills the queue; begun anew by ``run_jobs``, it goes on with what is left. Each
task says on a line of JSON how much memory it has found taken.
"""

import json

import django
from django.core.management import call_command
from django.db import DatabaseError, connection, connections
from django_tasks import task

django.setup()

# Models can be imported only now.
from django_tasks_db.models import DBTaskResult  # noqa: E402

from ops.jobs import schedule  # noqa: E402
from ops.jobs.memory import MEGABYTE, get_resident_bytes  # noqa: E402
from ops.models import NodeClock, PeriodicTaskRun, Worker  # noqa: E402

TASKS = 4
TAKEN = 150 * MEGABYTE
# Other duties would find no tables.
schedule._periodic_tasks.clear()
taken = []


@task(backend="queue", lane="normal")
def take_memory(number):
    before = get_resident_bytes() // MEGABYTE
    taken.append(b"x" * TAKEN)
    print(json.dumps([number, before]), flush=True)  # noqa: T201


def main():
    try:
        Worker.objects.exists()
    except DatabaseError:
        with connection.schema_editor() as editor:
            for model in (Worker, PeriodicTaskRun, DBTaskResult, NodeClock):
                editor.create_model(model)
        for number in range(TASKS):
            take_memory.enqueue(number)
    # Only a process without a connection is watched over.
    connections.close_all()
    call_command("run_jobs", "--once")


main()
