"""Versions that an earlier program has changed."""

from contextlib import contextmanager

from django.db import connection, transaction
from wagtail.models import Revision

from content.versions import trigger


@contextmanager
def as_before():
    """Let the test change fixed versions, as earlier programs did."""
    table = f" ON {Revision._meta.db_table}" if connection.vendor == "postgresql" else ""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TRIGGER {trigger.NAME}{table}")
        yield
        trigger.install()
