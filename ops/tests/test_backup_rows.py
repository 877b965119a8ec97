"""Rows in a backup: what is no such thing, and a database without room for them."""

import gzip
from io import BytesIO

import pytest
from django.db import OperationalError, connection

from ops.backup.errors import BackupError
from ops.backup.rows import load_rows, read_rows, write_rows
from ops.models import BackupRecord
from ops.services.backup_records import record_run

pytestmark = pytest.mark.both_databases


@pytest.mark.parametrize(
    "content", [b"no gzip", gzip.compress(b"[]\n[1]\n" * 999)[:-9]], ids=["other", "cut off"]
)
def test_rows_that_cannot_be_unpacked_are_a_damaged_backup(content):
    with pytest.raises(BackupError, match="damaged: rows cannot be read"):
        list(read_rows(BytesIO(content))[1])


@pytest.mark.django_db
def test_a_full_disk_of_the_database_is_not_called_a_row_that_it_refuses():
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL has no limit of its own")
    for _number in range(200):
        record_run("backup", False, problem="x" * 500)
    rows = BytesIO()
    write_rows(BackupRecord, rows, (), set())
    BackupRecord.objects.all().delete()
    rows.seek(0)
    with connection.cursor() as cursor:
        # The free pages of what was deleted are too few.
        cursor.execute("CREATE TABLE filling AS SELECT randomblob(400000) AS bytes")
        cursor.execute("PRAGMA max_page_count = 1")
        try:
            with pytest.raises(OperationalError, match="full"):
                load_rows(BackupRecord, rows)
        finally:
            cursor.execute("PRAGMA max_page_count = 1073741823")
