"""Time limits of the database for requests, jobs and commands.

The server has limits of its own (``ops.database.postgresql`` sets them after connecting); a server
that is frozen or out of reach keeps none of them, so the client counts too. See
docs/features/outages.md.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from math import inf

from django.conf import settings

WEBSITE, ADMIN, COMMAND, HEALTH = "website", "admin", "command", "health"
# Kinds whose seconds are for all statements together, and not for each.
TOTAL = {WEBSITE, HEALTH}
# Of the seconds of a statement, as much may be spent waiting for a lock.
LOCK_SHARE = 0.4
MAX_CONNECT_SECONDS = 5.0
# How much longer than the server the client waits for one statement.
GRACE_SECONDS = 2.0
# Within which a connection that was used before has to show that it still works; a server that is
# well answers in less than a millisecond.
USABLE_SECONDS = 0.5


class DatabaseLimit:
    """What one request, job or command may still wait.

    ``kind``: ``WEBSITE``, ``ADMIN``, ``COMMAND`` or ``HEALTH``. ``statement_seconds``: for one
    statement; 0 for no limit.
    """

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.statement_seconds: float = settings.DATABASE_SECONDS[kind]
        self._left = (self.statement_seconds if kind in TOTAL else 0) or inf

    @property
    def lock_seconds(self) -> float:
        """Seconds that a statement may wait for a lock; 0 for no limit."""
        return self.statement_seconds * LOCK_SHARE

    @property
    def connect_seconds(self) -> float:
        """Seconds that connecting, and the first question of a request, may take."""
        # The rest is for serving what is kept, which asks the cache server.
        share = 0.5 if self.kind == WEBSITE else 1
        return min(self.statement_seconds * share or inf, MAX_CONNECT_SECONDS)

    @property
    def is_request(self) -> bool:
        """Whether somebody with a browser waits, who is told at once that the database is away."""
        return self.kind in {WEBSITE, ADMIN}

    def get_wait_seconds(self) -> float:
        """Return how long the client may wait now, ``inf`` for no limit."""
        one = self.statement_seconds + GRACE_SECONDS if self.statement_seconds else inf
        return min(one, self._left)

    def spend(self, seconds: float) -> None:
        """Take what was waited off what is left."""
        self._left = max(0.0, self._left - seconds)


class _Allowance:
    """Seconds that a block may still wait, within what the block around it may."""

    def __init__(self, seconds: float, outer: "_Allowance | None") -> None:
        self.left: float = min(seconds, outer.left) if outer else seconds
        self.outer = outer

    def spend(self, seconds: float) -> None:
        self.left = max(0.0, self.left - seconds)
        if self.outer:
            self.outer.spend(seconds)


_limit: ContextVar[DatabaseLimit | None] = ContextVar("database_limit", default=None)
_allowance: ContextVar[_Allowance | None] = ContextVar("database_allowance", default=None)


def get_limit() -> DatabaseLimit:
    """Return the limit of the present request; outside of requests, that of a command."""
    return _limit.get() or DatabaseLimit(COMMAND)


@contextmanager
def limit_database(kind: str) -> Iterator[None]:
    """Let what runs in the block wait for the database as long as its kind may."""
    token = _limit.set(DatabaseLimit(kind))
    try:
        yield
    finally:
        _limit.reset(token)


@contextmanager
def wait_at_most(seconds: float) -> Iterator[None]:
    """Let the block wait for the database so long at most, all its questions together.

    Only what is waited counts (``spend_seconds``): a process that does not get the processor must
    not take the database for one that is away.
    """
    token = _allowance.set(_Allowance(seconds, _allowance.get()))
    try:
        yield
    finally:
        _allowance.reset(token)


def get_seconds_left() -> float:
    """Return how long the client may wait for the database from now on; ``inf`` for no limit."""
    allowance = _allowance.get()
    return min(get_limit().get_wait_seconds(), allowance.left if allowance else inf)


def spend_seconds(seconds: float) -> None:
    """Count what was waited for the database, or in place of it, such as for the cache server."""
    get_limit().spend(seconds)
    if allowance := _allowance.get():
        allowance.spend(seconds)
