from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from ops.tests.factories import create_worker

HOSTS = [
    f"soyte.{settings.BASE_DOMAIN}",
    settings.ADMIN_HOST,
    "localhost",
    "10.0.0.7:8000",
    "nobody.example",
    "not a host",
    "",
]


@pytest.fixture
def broken_database(db, monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "NAME", "/nowhere/at-all")


def get_in_another_process_as_it_were(path):
    # Another thread has a connection of its own to make.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(Client().get, path).result()


@pytest.mark.parametrize("host", HOSTS)
def test_a_process_is_alive_whatever_host_is_asked_and_without_the_database(anonymous, host):
    response = anonymous(host).get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok")
    assert response["Cache-Control"] == "no-store"
    assert not response.cookies


@pytest.mark.parametrize("host", HOSTS)
def test_a_process_is_ready_where_the_database_answers_whatever_host_is_asked(
    db, anonymous, django_assert_num_queries, host
):
    with django_assert_num_queries(1):
        response = anonymous(host).get("/readyz", REMOTE_ADDR="192.0.2.7")
    assert (response.status_code, response.content) == (200, b"ok\njobs: no runner yet")
    assert response["Cache-Control"] == "no-store"


def test_it_says_whether_anybody_does_the_jobs_and_is_ready_all_the_same(db, anonymous, clock):
    start = datetime(2026, 11, 25, 14, 4, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
    end = start + timedelta(minutes=1)
    create_worker(started_at=start, lease=timedelta(minutes=1))
    for moment, words in ((start, "ok"), (end, "no runner since 2026-11-25 14:05")):
        clock(moment)
        response = anonymous("").get("/readyz", REMOTE_ADDR="192.0.2.7")
        assert (response.status_code, response.text) == (200, f"ok\njobs: {words}")


@pytest.mark.parametrize("address", ["127.0.0.1", "127.0.0.53", "::1"])
def test_the_version_is_told_on_the_machine_itself(db, anonymous, settings, address):
    settings.BANTIN_VERSION = "7.8.9"
    lines = anonymous("").get("/readyz", REMOTE_ADDR=address).text.splitlines()
    assert lines[0] == "ok" and lines[-1] == "version: 7.8.9"


@pytest.mark.parametrize(
    "asked_by",
    [
        {"REMOTE_ADDR": "192.0.2.7"},
        {"REMOTE_ADDR": "127.0.0.1.nip.example"},
        {"REMOTE_ADDR": ""},
        {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"HTTP_FORWARDED": "for=127.0.0.1"},
        {"HTTP_VIA": "1.1 nginx"},
        {"HTTP_X_REAL_IP": "192.0.2.7"},
        {"HTTP_X_FORWARDED_PROTO": "https"},
    ],
)
def test_the_version_is_told_to_nobody_else(db, anonymous, settings, asked_by):
    settings.BANTIN_VERSION = "7.8.9"
    client = anonymous("")
    for path in ("/readyz", "/healthz"):
        response = client.get(path, **asked_by)
        assert "7.8.9" not in f"{response.headers}{response.text}"


def test_a_process_is_not_ready_where_the_database_cannot_be_reached(broken_database):
    response = get_in_another_process_as_it_were("/readyz")
    assert (response.status_code, response.content) == (503, b"database does not answer")
    assert response["Cache-Control"] == "no-store"


def test_a_process_is_alive_also_where_the_database_cannot_be_reached(broken_database):
    assert get_in_another_process_as_it_were("/healthz").status_code == 200


def test_load_balancers_are_not_sent_to_https(db, anonymous, settings):
    settings.SECURE_SSL_REDIRECT = True
    client = anonymous("10.0.0.7")
    assert client.get("/healthz").status_code == client.get("/readyz").status_code == 200
    assert client.get("/").status_code == 301


@pytest.mark.parametrize("path", ["/healthz/", "/readyz/", "/health", "/en/healthz"])
def test_no_other_address_answers_before_the_host_check(db, anonymous, path):
    assert anonymous("nobody.example").get(path).status_code == 421
