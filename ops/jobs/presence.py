"""Being there as a runner: the lease, and the thread that keeps it up."""

import os
import secrets
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from threading import Event, Thread

from django.db import Error, close_old_connections, connection
from django.utils import timezone

from ops.models import Runner

# A process that is not heard of for so long is taken for dead.
LEASE = timedelta(seconds=60)
BEATS = 4


class Heartbeat(Thread):
    """Renews the lease of a runner several times before it runs out, whatever else it does."""

    def __init__(self, runner: Runner, lease: timedelta) -> None:
        super().__init__(name="heartbeat", daemon=True)
        self.runner = runner
        self.lease = lease
        self.is_lost = False
        self._ended = Event()

    def run(self) -> None:
        while not self._ended.wait(self.lease.total_seconds() / BEATS):
            self._beat()
        connection.close()

    def end(self) -> None:
        """Stop, and wait until it has."""
        self._ended.set()
        self.join()

    def _beat(self) -> None:
        try:
            close_old_connections()
            self.is_lost = not self.runner.renew(self.lease)
        except Error:
            # The loop says that the database is lost; here is only to be tried again.
            connection.close()


@contextmanager
def present(lease: timedelta) -> Iterator[Heartbeat]:
    """Be a runner for the length of the block, and give up the lease at its end."""
    now = timezone.now()
    runner = Runner.objects.create(id=_new_id(), started_at=now, expires_at=now + lease)
    heartbeat = Heartbeat(runner, lease)
    heartbeat.start()
    try:
        yield heartbeat
    finally:
        heartbeat.end()
        with suppress(Error):
            runner.renew(timedelta())


def _new_id() -> str:
    return f"{socket.gethostname()[:40]}-{os.getpid()}-{secrets.token_hex(4)}"
