"""What Bantin tells edges: until when a page may be kept, and what to forget. Without Varnish."""

import os
import re
import socket
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.test import Client

from bulletins.tests.factories import publish_bulletin
from conftest import commit
from sites.caching import edges
from sites.models import EdgePurge
from tests.edges import BOUND, SECRET, record_purges

NOON = datetime(2026, 3, 1, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def ask_at_once(settings):
    settings.EDGE_SECRET = SECRET
    edges.forget_failures()
    yield
    edges.forget_failures()


@pytest.fixture
def patient(monkeypatch):
    """However busy the machine is, no edge is given up."""
    monkeypatch.setattr(edges, "PURGE_SECONDS", BOUND)


@pytest.mark.parametrize(("ends_after", "seconds"), [(60, 30), (5, 5)])
def test_a_page_is_fresh_until_the_bound_or_until_time_changes_it_if_that_is_earlier(
    settings, health, clock, ends_after, seconds
):
    clock(NOON)
    publish_bulletin("Nước lũ", valid_until=NOON + timedelta(seconds=ends_after))
    settings.EDGE_URLS = ["http://127.0.0.1:9"]
    marked = ask_as_an_edge(health)
    assert float(marked["Edge-Fresh-Until"]) == NOON.timestamp() + seconds


def test_a_page_is_kept_for_outages_for_a_day_after_it_is_true(settings, health, clock):
    clock(NOON)
    settings.EDGE_URLS = ["http://127.0.0.1:9"]
    # It is true for an hour.
    end = NOON + timedelta(hours=1 + 24)
    assert float(ask_as_an_edge(health)["Edge-Keep-Until"]) == end.timestamp()


def ask_as_an_edge(agency):
    headers = {
        "host": f"{agency.site.hostname}:{settings.SITE_PORT}",
        "Surrogate-Capability": "bantin=Surrogate/1.0",
    }
    return Client(headers=headers).get("/")


def test_a_purge_reaches_every_edge_and_one_that_refuses_is_named_and_told_again(
    db, settings, clock, patient
):
    clock(NOON)
    with record_purges() as refusing, record_purges() as other:
        settings.EDGE_URLS = [refusing.url, other.url]
        refusing.status = "403 Forbidden"
        edges.record_purges({"directory", "so-y-te"})
        with edges.collect_failed_edges() as failed:
            commit()
        assert refusing.purged == other.purged == ["directory so-y-te"]
        assert failed == {refusing.url}
        [queued] = EdgePurge.objects.filter(purged_at=None)
        assert (queued.edge, queued.error) == (refusing.url, "answered 403")
        assert edges.repeat_purges() == 1
        refusing.status = "204 No Content"
        assert edges.repeat_purges() == 0
        assert (len(refusing.purged), len(other.purged)) == (3, 1)
        # Each once more after five seconds, and then nothing is left of it.
        clock(NOON + timedelta(seconds=5))
        edges.repeat_purges()
        assert (len(refusing.purged), len(other.purged)) == (4, 2)
        assert not EdgePurge.objects.exists()


def test_where_there_is_an_edge_purges_are_repeated_every_ten_seconds():
    names = "django.setup(); from ops.jobs.schedule import list_periodic_tasks as tasks"
    command = f"import django; {names}; print(*((one.name, one.interval) for one in tasks()))"
    done = subprocess.run(
        [sys.executable, "-c", command],
        cwd=settings.BASE_DIR,
        env=os.environ | {"EDGE_URLS": "http://127.0.0.1:9", "EDGE_SECRET": SECRET},
        capture_output=True,
        text=True,
        check=True,
    )
    every = repr(timedelta(seconds=10))
    assert f"('sites.tasks.repeat_edge_purges', {every})" in done.stdout


def test_an_edge_that_hangs_is_given_up_within_a_second(monkeypatch):
    assert edges.PURGE_SECONDS == 1
    monkeypatch.setattr(edges, "PURGE_SECONDS", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as hanging:
        end = threading.Timer(BOUND, hanging.close)
        end.start()
        error = edges.purge_edge(f"http://127.0.0.1:{hanging.getsockname()[1]}", ["directory"])
        end.cancel()
    [seconds] = re.findall(r"read timeout=([\d.]+)", error)
    assert 0 < float(seconds) <= 0.05


def test_more_codes_than_fit_into_a_request_arrive_in_several_and_none_twice(patient):
    codes = [f"don-vi-{number}" for number in range(2000)]
    with record_purges() as recorder:
        assert edges.purge_edge(recorder.url, codes) == ""
    assert " ".join(recorder.purged).split(" ") == codes
    assert len(recorder.purged) > 1
    assert max(map(len, recorder.purged)) <= edges.MAX_CODES
