"""Receivers of signals: every new connection to the database compares the clocks."""

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.dispatch import receiver

from ops.jobs.clock import check_clock


@receiver(connection_created)
def compare_clocks(connection: BaseDatabaseWrapper, **kwargs: object) -> None:
    """Notice a clock that is wrong, of whatever process connects."""
    check_clock(connection)
