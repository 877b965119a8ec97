"""The two full-text indexes, SQLite's and PostgreSQL's, behind one interface.

Both are given words of a-z and 0-9 only, made by ``search.text``, and both rank by the signals of
``search.engines.ranking``. So both find the same entries in the same order.
"""

from django.db import connection

from search.engines.base import Engine
from search.engines.postgresql import PostgreSQLEngine
from search.engines.sqlite import SQLiteEngine


def get_engine() -> Engine:
    """Return the search engine for the database in use."""
    return PostgreSQLEngine() if connection.vendor == "postgresql" else SQLiteEngine()
