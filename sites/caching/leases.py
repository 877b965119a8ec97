"""Leases: for a few milliseconds a process believes the cache versions that it was told.

Who replaces versions waits as long after the commit, before anything else is told of it. So no
request that begins after a change is known to be done is answered from before the change, and
under load a kept page asks the database for nothing. This is the lease of Gray and Cheriton
(SOSP 1989), without messages: the time is short enough to be waited for.

With the versions comes the snapshot of the database. As long as it is the same, nothing at all was
committed, and what is known of other websites is still true. See
docs/decisions/0061-numbers-are-believed-for-ten-milliseconds.md.
"""

import math
import time
from collections.abc import Collection
from contextvars import ContextVar
from typing import Any, NamedTuple

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections

from ops.commit_hooks import run_after_commit
from ops.database.first_query import fetch_rows
from sites.models import CacheVersion

# The transactions that may still change what is read, and the server: after a restart or in another
# one the numbers of transactions may be the same and the rows others.
_SNAPSHOT = "SELECT '', pg_postmaster_start_time()::text || ' ' || pg_current_snapshot()::text"


class _Lease(NamedTuple):
    """Versions by code, the snapshot they were read in, and when that was asked for (monotonic)."""

    asked_at: float
    snapshot: str
    numbers: dict[str, int]


_NO_LEASE = _Lease(-math.inf, "", {})
# The lease of this process, shared by its threads: always replaced as a whole.
_leases: dict[str, _Lease] = {}
# The monotonic time at which this thread began to wait for the leases last.
_waited_at: ContextVar[float] = ContextVar("waited_for_leases_at", default=0.0)


def get_leased_versions(codes: Collection[str]) -> dict[str, int] | None:
    """Return the cache version of each code, in the order of ``codes``; 0 if it has none.

    They are at most ``VERSION_LEASE_SECONDS`` old. Return None where there are no leases, and the
    versions are to be asked for at each request: within a transaction, which has a view of its
    own, and on SQLite, which answers in the process.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.vendor != "postgresql" or connection.in_atomic_block:
        return None
    lease = _leases.get(DEFAULT_DB_ALIAS, _NO_LEASE)
    # Before the question: what is committed after it was answered waits from a later moment.
    now = time.monotonic()
    is_over = now - lease.asked_at >= settings.VERSION_LEASE_SECONDS
    if is_over or not lease.numbers.keys() >= {*codes}:
        lease = _renew(lease, codes, now)
    return {code: lease.numbers[code] for code in codes}


def wait_for_leases_after_commit() -> None:
    """Have whoever commits this transaction wait until no process believes what it replaces.

    Call it inside the transaction, before what tells others that it is done.
    """
    if connections[DEFAULT_DB_ALIAS].vendor == "postgresql":
        run_after_commit(_wait_for_leases, time.monotonic())


def _renew(lease: _Lease, codes: Collection[str], now: float) -> _Lease:
    table = CacheVersion._meta.db_table
    places = ", ".join(["%s"] * len(codes))
    statement = (
        f"SELECT code, number::text FROM {table} WHERE code IN ({places}) "  # noqa: S608
        f"UNION ALL {_SNAPSHOT}"
    )
    rows: dict[str, Any] = dict(fetch_rows(statement, [*codes]))
    snapshot = rows.pop("")
    numbers = dict.fromkeys(codes, 0) | {code: int(number) for code, number in rows.items()}
    if snapshot == lease.snapshot:
        numbers = lease.numbers | numbers
    renewed = _Lease(now, snapshot, numbers)
    _leases[DEFAULT_DB_ALIAS] = renewed
    return renewed


def _wait_for_leases(called_at: float) -> None:
    """Sleep as long as a lease is; not again if this thread has, since this was called for.

    Whatever is called for in one transaction is run after its commit, one after the other.
    """
    if _waited_at.get() > called_at:
        return
    _waited_at.set(time.monotonic())
    time.sleep(settings.VERSION_LEASE_SECONDS)
