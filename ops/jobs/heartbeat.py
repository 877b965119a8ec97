"""Heartbeat of a worker process: its lease, and the thread that extends it.

A worker holds a lease in the database while it runs; a thread extends it ``BEATS_PER_LEASE`` times
per lease. Other workers reclaim the tasks of a worker whose lease has run out. See
docs/decisions/0035-a-lease-for-each-process.md.
"""

import os
import secrets
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from threading import Event, Thread

from django.db import Error, close_old_connections, connection

from ops.database_time import get_time
from ops.models import Worker

# A worker without a heartbeat for this long counts as dead.
LEASE = timedelta(seconds=60)
BEATS_PER_LEASE = 4


class Heartbeat(Thread):
    """Thread that extends a worker's lease while the worker is busy.

    It does so ``BEATS_PER_LEASE`` times per lease. ``is_lost`` is True once the lease has run out.
    """

    def __init__(self, worker: Worker, lease: timedelta) -> None:
        super().__init__(name="heartbeat", daemon=True)
        self.worker = worker
        self.lease = lease
        self.is_lost = False
        self._ended = Event()

    def run(self) -> None:
        while not self._ended.wait(self.lease.total_seconds() / BEATS_PER_LEASE):
            self._extend_lease()
        connection.close()

    def end(self) -> None:
        """Stop the thread, and wait until it has ended."""
        self._ended.set()
        self.join()

    def _extend_lease(self) -> None:
        try:
            close_old_connections()
            self.is_lost = not self.worker.extend_lease(self.lease)
        except Error:
            # The loop reports that the database is lost; the next beat tries again.
            connection.close()


@contextmanager
def hold_lease(lease: timedelta) -> Iterator[Heartbeat]:
    """Hold a worker's lease inside the ``with`` block, and end it afterwards.

    Raises ``django.db.Error`` if the lease cannot be created.
    """
    now = get_time()
    worker = Worker.objects.create(id=_make_worker_id(), started_at=now, expires_at=now + lease)
    heartbeat = Heartbeat(worker, lease)
    heartbeat.start()
    try:
        yield heartbeat
    finally:
        heartbeat.end()
        with suppress(Error):
            worker.extend_lease(timedelta())


def _make_worker_id() -> str:
    return f"{socket.gethostname()[:40]}-{os.getpid()}-{secrets.token_hex(4)}"
