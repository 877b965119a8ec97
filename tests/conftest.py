import os
from contextlib import closing

import psycopg2
import pytest
from django.db import connection

from tests.releases.installation import Installation, get_dsn


@pytest.fixture
def create_installation(tmp_path):
    """An empty installation on the database of this run: ``create_installation("there")``.

    ``storage``: as MEDIA_STORAGE, by default a folder.
    """
    made = []

    def create(name, storage=""):
        place = tmp_path / name
        place.mkdir()
        if connection.vendor == "sqlite":
            return Installation(place, storage=storage)
        # Other processes of the tests have the same server.
        database = f"bantin_{name}_{os.getpid()}"
        _execute(f"CREATE DATABASE {database}")
        made.append(database)
        url = f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{database}"
        return Installation(place, url, storage)

    yield create
    for name in made:
        _execute(f"DROP DATABASE {name} WITH (FORCE)")


def _execute(statement):
    with closing(psycopg2.connect(get_dsn(os.environ["DATABASE_URL"]))) as server:
        server.autocommit = True
        server.cursor().execute(statement)
