"""What a kept page asks of PostgreSQL: each question is a journey to another server."""

from threading import get_ident

import pytest
from django.db import close_old_connections, connection

from tests.processes import run_in_threads

if connection.vendor == "postgresql":
    from psycopg2.extensions import set_wait_callback

    from ops.database.postgresql.base import wait_for_server

    @pytest.fixture
    def journeys():
        """The thread of each question to the server, of whatever kind; connecting has several."""
        asked = []

        def wait(server):
            asked.append(get_ident())
            wait_for_server(server)

        set_wait_callback(wait)
        yield asked
        set_wait_callback(wait_for_server)

    def read(visit, agency):
        """Read a page as gunicorn has it answered; the test client leaves out both ends."""
        close_old_connections()
        answer = visit(agency)
        close_old_connections()
        # As if the database had not answered.
        assert "Cache-Status" not in answer.headers
        return answer.status_code

    def test_a_kept_page_is_one_journey(health, visit, journeys, settings):
        # Else it is none, if the process has asked a moment ago: see test_leases.
        settings.VERSION_LEASE_SECONDS = 0

        def count():
            read(visit, health)
            asked = []
            for _ in range(3):
                before = len(journeys)
                assert read(visit, health) == 200
                asked.append(journeys[before:].count(get_ident()))
            return asked

        assert run_in_threads(count) == [[1, 1, 1]]

    def test_a_connection_that_was_lost_is_opened_anew_before_anybody_notices(health, visit):
        def lose_it():
            assert read(visit, health) == 200
            lost = connection.connection
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                [pid] = cursor.fetchone()
            run_in_threads(lambda: end_connection(pid))
            return read(visit, health), connection.connection is lost

        def end_connection(pid):
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])

        assert run_in_threads(lose_it) == [(200, False)]
