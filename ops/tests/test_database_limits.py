import socket
from threading import Event
from types import SimpleNamespace

import pytest
from django.db import OperationalError, connection, connections
from django.db.utils import ConnectionHandler
from psycopg2.extensions import POLL_OK, POLL_READ

from ops.database.limits import (
    ADMIN,
    COMMAND,
    HEALTH,
    WEBSITE,
    DatabaseLimit,
    get_seconds_left,
    limit_database,
    spend_seconds,
    wait_at_most,
)
from ops.database.outages import DatabaseAwayError, database_circuit, is_outage
from ops.database.postgresql.base import wait_for_server

pytestmark = pytest.mark.both_databases


@pytest.fixture(autouse=True)
def seconds(settings):
    settings.DATABASE_SECONDS = {WEBSITE: 0.4, ADMIN: 20, COMMAND: 900, HEALTH: 0.8}


def test_a_website_waits_so_long_in_all_and_the_admin_for_each_statement():
    for kind, left in ((WEBSITE, 0.1), (ADMIN, 22)):
        with limit_database(kind):
            spend_seconds(0.3)
            assert get_seconds_left() == pytest.approx(left)
            spend_seconds(0.3)
            with wait_at_most(5):
                assert get_seconds_left() <= 5
    assert get_seconds_left() == 902


def test_without_a_number_nothing_ends_the_waiting(settings):
    settings.DATABASE_SECONDS = settings.DATABASE_SECONDS | {COMMAND: 0, WEBSITE: 0}
    for kind in (COMMAND, WEBSITE):
        limit = DatabaseLimit(kind)
        assert limit.get_wait_seconds() == float("inf")
        assert (limit.lock_seconds, limit.connect_seconds) == (0, 5)


@pytest.fixture
def silent_server():
    """A server that takes connections and never says anything."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(60)
        yield server


@pytest.fixture
def connect(silent_server, django_db_blocker):
    """A connection to that server, under a name of its host: ``connect("127.0.0.1")``."""

    def make(host):
        address = {"HOST": host, "PORT": silent_server.getsockname()[1], "NAME": "x", "USER": "x"}
        config = address | {"ENGINE": "ops.database.postgresql"}
        return ConnectionHandler({"default": config})["default"]

    with django_db_blocker.unblock():
        yield make


@pytest.fixture
def silent_database(connect):
    return connect("127.0.0.1")


def test_nobody_waits_for_a_server_that_says_nothing_and_not_twice(silent_database):
    with limit_database(WEBSITE):
        with pytest.raises(OperationalError, match="no answer in time") as caught:
            silent_database.ensure_connection()
        assert is_outage(caught.value)
        assert database_circuit.is_open
        with pytest.raises(DatabaseAwayError):
            silent_database.ensure_connection()
    # Jobs have patience of their own.
    with wait_at_most(0), pytest.raises(OperationalError, match="no answer"):
        silent_database.ensure_connection()


def test_nobody_waits_for_a_name_server_that_says_nothing(connect, monkeypatch):
    asked, answered = [], Event()

    def getaddrinfo(host, *args, **options):
        asked.append(host)
        answered.wait(60)
        return [(2, 1, 6, "", ("127.0.0.1", 0))]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    database = connect("co-so-du-lieu.example")
    try:
        for kind in (WEBSITE, HEALTH):
            with limit_database(kind), pytest.raises(OperationalError, match="in time") as caught:
                database.ensure_connection()
            assert is_outage(caught.value)
        # The second one has waited for the same answer.
        assert asked == ["co-so-du-lieu.example"]
    finally:
        answered.set()


def test_all_addresses_of_a_name_are_tried_and_a_name_that_is_not_known_is_said(
    silent_server, connect, monkeypatch
):
    def getaddrinfo(host, *args, **options):
        if host == "khong-co.example":
            raise socket.gaierror(-2, "Name or service not known")
        return [(2, 1, 6, "", (ip, 0)) for ip in ("127.0.0.2", "127.0.0.1")]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    with limit_database(HEALTH):
        # At the first of them nobody listens.
        with pytest.raises(OperationalError, match="no answer in time"):
            connect("co-so-du-lieu.example").ensure_connection()
        silent_server.accept()[0].close()
        with pytest.raises(OperationalError, match=r'"khong-co\.example" to address: .*not known'):
            connect("khong-co.example").ensure_connection()


def test_an_answer_that_is_there_is_taken_by_whoever_may_not_wait_any_more():
    """As of a process that had no processor for a while."""
    server, client = socket.socketpair()
    states = iter([POLL_READ, POLL_OK])
    answered = SimpleNamespace(poll=lambda: next(states), fileno=client.fileno)
    with server, client, limit_database(WEBSITE), wait_at_most(0):
        server.send(b"answer")
        wait_for_server(answered)
        assert [*states] == []


if connection.vendor == "postgresql":

    @pytest.fixture
    def second(db):
        """A connection of one's own, without a transaction."""
        second = connections.create_connection("default")
        yield second
        second.close()

    def fetch(database, sql):
        with database.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchone()[0]

    def test_the_server_is_told_the_limits_of_each_kind_on_one_connection(second):
        for kind, statement, lock in ((WEBSITE, "400ms", "160ms"), (ADMIN, "20s", "8s")):
            with limit_database(kind):
                assert fetch(second, "SHOW statement_timeout") == statement
                assert fetch(second, "SHOW lock_timeout") == lock
        assert fetch(second, "SHOW statement_timeout") == "15min"

    def test_a_statement_that_takes_too_long_ends_and_is_an_outage(second):
        with limit_database(WEBSITE), pytest.raises(OperationalError) as caught:
            fetch(second, "SELECT pg_sleep(60)")
        assert is_outage(caught.value)

    def test_many_short_waits_of_one_request_are_one_long_one(second):
        with limit_database(WEBSITE), pytest.raises(OperationalError, match="no answer"):
            for _ in range(10):
                fetch(second, "SELECT pg_sleep(0.1)")
