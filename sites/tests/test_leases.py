"""What a process believes for a moment of what changed, and who waits for it."""

import time
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from django.db import connection, transaction
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from sites.caching import edges
from sites.models import AgencySettings, CacheVersion, EdgePurge
from tests.processes import call_in_thread, run_in_threads

LONG = 3600.0
# Long enough that a page which was asked for at once would still be from before a change.
NOTICEABLE = 1.0

if connection.vendor == "postgresql":
    pytestmark = pytest.mark.django_db

    def ask(visit, agency):
        """Return a page, and how many questions it asked the database."""
        with CaptureQueriesContext(connection) as queries:
            answer = visit(agency)
        return answer.content.decode(), len(queries)

    def count(visit, *agencies):
        return [ask(visit, agency)[1] for agency in agencies]

    @pytest.fixture
    def keep(visit, settings):
        """Have pages kept, and their numbers believed from now on for the time of a lease.

        What another test was told does not count: its lease is over first.
        """

        def keep(seconds, *agencies):
            settings.VERSION_LEASE_SECONDS = 0
            for agency in agencies * 2:
                assert visit(agency).status_code == 200
            settings.VERSION_LEASE_SECONDS = seconds

        return keep

    def set_telephone(agency, telephone):
        details = AgencySettings.for_site(agency.site)
        details.telephone = telephone
        details.save()

    @pytest.fixture
    def telephone(health, settings):
        """Change the telephone of the department of health, and put it back after the test."""
        before = AgencySettings.for_site(health.site).telephone
        yield partial(set_telephone, health)
        settings.VERSION_LEASE_SECONDS = 0
        run_in_threads(lambda: set_telephone(health, before))

    @pytest.fixture
    def change_elsewhere(health):
        """Change the telephone as another process does, which does not wait for this one."""

        def change(telephone):
            codes = CacheVersion.objects.filter(code=health.own_code)
            assert codes.update(number=F("number") - 1) == 1
            AgencySettings.objects.filter(site=health.site).update(telephone=telephone)

        return change

    def test_a_kept_page_asks_for_nothing_while_its_numbers_are_believed(
        health, district, visit, keep
    ):
        def read():
            keep(LONG, health, district)
            return count(visit, health, district, health)

        assert run_in_threads(read) == [[0, 0, 0]]

    def test_numbers_are_asked_for_again_when_that_is_over(health, district, visit, keep):
        def read():
            keep(0, health, district)
            return count(visit, health, district, health)

        assert run_in_threads(read) == [[1, 1, 1]]

    def test_a_transaction_believes_nothing(health, visit, keep):
        def read():
            keep(LONG, health)
            with transaction.atomic():
                return count(visit, health)

        assert run_in_threads(read) == [[1]]

    def test_a_change_anywhere_ends_what_is_believed_of_every_website(
        health, district, visit, keep, telephone, change_elsewhere
    ):
        def read():
            keep(0, health, district)
            telephone("0209 3 870 101")
            keep(LONG, health)
            change_elsewhere("0209 3 870 102")
            # Of it nothing is believed since the first change, so it asks.
            of_another = ask(visit, district)[1]
            return of_another, "0209 3 870 102" in ask(visit, health)[0]

        assert run_in_threads(read) == [(1, True)]

    def test_whoever_changes_a_website_goes_on_only_when_nobody_believes_the_old_numbers(
        health, visit, keep, telephone
    ):
        def change():
            keep(NOTICEABLE, health)
            telephone("0209 3 870 103")
            return "0209 3 870 103" in ask(visit, health)[0]

        assert run_in_threads(change) == [True]

    def test_edges_are_told_only_when_nobody_believes_the_old_numbers(
        health, visit, settings, keep, telephone
    ):
        """Else one that asks at once would keep the page of before as a new one."""
        shown = []

        class Edge(BaseHTTPRequestHandler):
            def do_PURGE(self):  # noqa: N802
                shown.append(call_in_thread(lambda: ask(visit, health)[0]))
                self.send_response(HTTPStatus.NO_CONTENT)
                self.end_headers()

            def log_message(self, *words):
                pass

        def change():
            keep(0.5, health)
            telephone("0209 3 870 104")

        edges.forget_failures()
        with ThreadingHTTPServer(("127.0.0.1", 0), Edge) as server:
            Thread(target=server.serve_forever, daemon=True).start()
            settings.EDGE_URLS = [f"http://127.0.0.1:{server.server_address[1]}"]
            run_in_threads(change)
            settings.EDGE_URLS = []
            server.shutdown()
        run_in_threads(EdgePurge.objects.all().delete)
        assert len(shown) == 1
        assert "0209 3 870 104" in shown[0]

    def test_a_transaction_waits_once_after_its_commit_however_much_it_changes(
        health, district, settings, telephone, monkeypatch
    ):
        slept = []
        monkeypatch.setattr(time, "sleep", slept.append)

        def change():
            with transaction.atomic():
                telephone("0209 3 870 105")
                telephone("0209 3 870 106")
                within = [*slept]
            after = [*slept]
            with transaction.atomic():
                telephone("0209 3 870 107")
                transaction.set_rollback(True)
            rolled_back = [*slept]
            with transaction.atomic():
                telephone("0209 3 870 108")
            return within, after, rolled_back, slept

        once = [settings.VERSION_LEASE_SECONDS]
        assert run_in_threads(change) == [([], once, once, once * 2)]
