import os
import subprocess
import sys
from uuid import uuid4

import pytest
from django.db import connection

from tests.processes import Process


@pytest.fixture
def database(tmp_path, django_db_blocker):
    """The address of an empty database."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path / 'db.sqlite3'}"
        return
    name = f"bantin_jobs_{uuid4().hex}"
    address, mark, options = os.environ["DATABASE_URL"].partition("?")
    with django_db_blocker.unblock(), connection._nodb_cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    yield address.rpartition("/")[0] + f"/{name}" + mark + options
    with django_db_blocker.unblock(), connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def parent(database):
    """The process whose children the runners are."""
    environment = {"DJANGO_SETTINGS_MODULE": "config.settings.test", "DATABASE_URL": database}
    process = Process(environment, "ops.tests.worker_process", stderr=subprocess.PIPE)
    process.do("prepare")
    yield process
    sys.stderr.write(process.process.communicate()[1])
