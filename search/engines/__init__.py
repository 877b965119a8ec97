"""The two indexes of texts, SQLite's and PostgreSQL's, behind one interface.

Both are given words of nothing but a-z and 0-9, made by ``search.text``, and both weigh what they
find by the signals of ``search.engines.signals``. So both find the same in the same order.
"""

from django.db import connection

from search.engines.base import Engine
from search.engines.postgresql import PostgreSQLEngine
from search.engines.sqlite import SQLiteEngine


def engine() -> Engine:
    """Return the engine for the database in use."""
    return PostgreSQLEngine() if connection.vendor == "postgresql" else SQLiteEngine()
