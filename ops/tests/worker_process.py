"""The processes of ``test_run_jobs_killed``, on a database that is theirs alone.

One process does what it reads, line by line, and answers with a line of JSON. The runners are its
children, with Django loaded already: a hundred of them start in the time of one. Each is the real
command; only the work it finds is that of the drill.

Every effect is a row. A name that is there twice was done twice, one that is missing was lost.
"""

import json
import os
import random
import re
import signal
import socket
import sys
import time
import traceback
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import django
from django.core.management import call_command
from django.db import IntegrityError, connection, connections, transaction
from django_tasks import task

django.setup()

# Models can be imported only now.
from django_tasks_db.models import DBTaskResult  # noqa: E402

from ops.jobs import pieces, schedule  # noqa: E402
from ops.jobs.clock import list_wrong_clocks  # noqa: E402
from ops.models import NodeClock, PeriodicTaskRun, Worker  # noqa: E402

TABLES = (
    "CREATE TABLE effect (name varchar(40))",
    "CREATE TABLE once (name varchar(40) PRIMARY KEY)",
    "CREATE TABLE inbox (name varchar(40) PRIMARY KEY)",
)
EFFECTS = "SELECT name FROM effect UNION ALL SELECT name FROM once"
# Other duties would find no tables.
schedule._periodic_tasks.clear()


def run_statement(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else None


@task(backend="queue", lane="normal", atomic=True)
def in_one_transaction(name):
    run_statement("INSERT INTO effect VALUES (%s)", name)
    time.sleep(random.uniform(0, 0.03))  # noqa: S311


@task(backend="queue", lane="normal")
def by_a_unique_row(name):
    time.sleep(random.uniform(0, 0.03))  # noqa: S311
    with suppress(IntegrityError):
        run_statement("INSERT INTO once VALUES (%s)", name)
    time.sleep(random.uniform(0, 0.03))  # noqa: S311


@task(backend="queue", lane="normal")
def long(name, seconds):
    time.sleep(seconds)
    run_statement("INSERT INTO effect VALUES (%s)", name)


@task(backend="queue", lane="normal")
def held(name):
    while not run_statement("SELECT name FROM once WHERE name = 'released'"):
        time.sleep(0.05)
    run_statement("INSERT INTO effect VALUES (%s)", name)


@task(backend="queue", lane="long")
def hang(where):
    """Take for ever: in Python, in the kernel, or in a library that lets nobody else run."""
    if where == "library":
        re.match("(a+)+$", "a" * 60 + "b")
    elif where == "network":
        with socket.create_server(("127.0.0.1", 0)) as server:
            socket.create_connection(server.getsockname()).recv(1)
    while True:
        # As tasks do that catch whatever comes.
        with suppress(BaseException):
            time.sleep(3600)


@schedule.every(timedelta(milliseconds=50))
def collect():
    """Whoever did this at the same time as somebody else would do all of it twice."""
    with transaction.atomic():
        names = run_statement("SELECT name FROM inbox")
        time.sleep(random.uniform(0, 0.03))  # noqa: S311
        for (name,) in names:
            run_statement("INSERT INTO effect VALUES (%s)", name)
            run_statement("DELETE FROM inbox WHERE name = %s", name)


@schedule.every(timedelta(milliseconds=50))
def stick():
    """Hang while somebody wants it."""
    while run_statement("SELECT name FROM once WHERE name = 'stuck'"):
        time.sleep(0.05)


def prepare():
    for statement in TABLES:
        run_statement(statement)
    with connection.schema_editor() as editor:
        for model in (Worker, PeriodicTaskRun, DBTaskResult, NodeClock):
            editor.create_model(model)


def enqueue(first, last):
    for number in range(int(first), int(last)):
        in_one_transaction.enqueue(f"task {number}")
        by_a_unique_row.enqueue(f"row {number}")
        run_statement("INSERT INTO inbox VALUES (%s)", f"duty {number}")


def enqueue_long(seconds):
    long.enqueue("long", float(seconds))


def enqueue_held():
    held.enqueue("held")


def enqueue_hanging(where):
    """Enqueue what hangs, and something behind it."""
    hang.enqueue(where)
    long.enqueue("behind", 0.0)


def release():
    """Let the task that is held go on to its end."""
    run_statement("INSERT INTO once VALUES ('released')")


def leave_database():
    connections.close_all()


def wait(seconds):
    time.sleep(float(seconds))


def start(lease, *options):
    leave_database()
    # Told to stop before it has begun, a runner has nothing to end.
    signal.signal(signal.SIGTERM, lambda number, frame: os._exit(0))
    if child := os.fork():
        return child
    code = 1
    try:
        call_command("run_jobs", "--lease", lease, *options)
        code = 0
    except BaseException:  # noqa: BLE001, whatever it is, the parent's loop is not the child's
        traceback.print_exc()
    finally:
        os._exit(code)


def list_workers(guard):
    """Return the numbers of the workers that a process watches over."""
    numbers = Path(f"/proc/{guard}/task/{guard}/children").read_text()
    return [int(number) for number in numbers.split()]


def kill(child, longest):
    """Kill a runner without a warning, as a loss of power: what watches, and who works."""
    time.sleep(random.uniform(0, float(longest)))  # noqa: S311
    for number in [int(child), *list_workers(child)]:
        os.kill(number, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(int(child), 0)[1])


def freeze(child, seconds):
    """Stop a runner as a machine that sleeps does, and let it go on."""
    time.sleep(random.uniform(0, 0.3))  # noqa: S311
    numbers = [int(child), *list_workers(child)]
    for number in numbers:
        os.kill(number, signal.SIGSTOP)
    time.sleep(float(seconds))
    for number in numbers:
        os.kill(number, signal.SIGCONT)


def stop(child, *numbers):
    """Tell a runner to stop, by these signals, and return its exit code."""
    for number in numbers or [signal.SIGTERM]:
        os.kill(int(child), int(number))
    return os.waitstatus_to_exitcode(os.waitpid(int(child), 0)[1])


def wait_until_running():
    while not DBTaskResult.objects.running().exists():
        time.sleep(0.05)


def wait_for_workers(number):
    while Worker.objects.count() < int(number):
        time.sleep(0.05)


def drain(seconds):
    """Wait until nothing is left to be done, so many seconds at the most."""
    deadline = time.monotonic() + float(seconds)
    unfinished = DBTaskResult.objects.exclude(status__in=["SUCCESSFUL", "FAILED"])
    while time.monotonic() < deadline and (
        unfinished.exists() or run_statement("SELECT count(*) FROM inbox") != [(0,)]
    ):
        time.sleep(0.1)


def set_piece_seconds(seconds):
    pieces.PIECE_SECONDS = float(seconds)


def make_stick():
    run_statement("INSERT INTO once VALUES ('stuck')")


def wait_for_failed_run():
    failed = PeriodicTaskRun.objects.filter(failures__gt=0)
    while not failed.exists():
        time.sleep(0.05)
    run_statement("DELETE FROM once WHERE name = 'stuck'")
    return failed.get().error


def wait_for_failure():
    while not DBTaskResult.objects.exclude(traceback="").exists():
        time.sleep(0.05)


def list_failures():
    """Return what failed of the tasks that hang: state, attempts, and why."""
    rows = DBTaskResult.objects.filter(task_path=hang.module_path)
    return [
        [row.status, len(row.worker_ids), row.traceback.strip().splitlines()[-1]] for row in rows
    ]


def wait_for_effect(name):
    """``name``: with ``_`` for a space."""
    while (name.replace("_", " "),) not in run_statement(EFFECTS):
        time.sleep(0.05)


def list_clocks():
    return [[wrong.host, round(wrong.seconds_ahead)] for wrong in list_wrong_clocks()]


def report():
    return {
        "effects": [name for (name,) in run_statement(EFFECTS)],
        "statuses": sorted(set(DBTaskResult.objects.values_list("status", flat=True))),
        "attempts": max(
            len(ids) for ids in DBTaskResult.objects.values_list("worker_ids", flat=True)
        ),
        "alive": Worker.objects.alive().count(),
    }


for line in sys.stdin:
    command, *arguments = line.split()
    print(json.dumps(globals()[command](*arguments)), flush=True)  # noqa: T201
