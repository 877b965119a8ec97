import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Event
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.core.mail import send_mail
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.utils import timezone

from ops.health import registry
from ops.health.registry import EVERYBODY, health_check, passed
from ops.system.migrations import list_unapplied_migrations
from ops.tests.factories import create_worker

pytestmark = pytest.mark.both_databases

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


def get_facts(response):
    """What is said of each thing, by its name."""
    return dict(line.split(": ", 1) for line in response.text.splitlines()[1:])


ALL_WELL = dict.fromkeys(["database", "migrations", "cache", "disk", "mail"], "ok")


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.MEDIA_ROOT.mkdir()
    return settings.MEDIA_ROOT


@pytest.mark.parametrize("host", HOSTS)
def test_a_process_is_ready_where_the_database_answers_whatever_host_is_asked(db, anonymous, host):
    response = anonymous(host).get("/readyz", REMOTE_ADDR="192.0.2.7")
    assert (response.status_code, response.text.splitlines()[0]) == (200, "ok")
    assert get_facts(response) == ALL_WELL | {"jobs": "no runner yet"}
    assert response["Cache-Control"] == "no-store"


def test_migrations_that_are_not_applied_are_counted_and_the_process_is_not_ready(db, anonymous):
    applied = MigrationRecorder.Migration.objects
    applied.get(app="ops", name="0001_initial").delete()
    applied.get(app="home", name="0001_initial").delete()
    response = anonymous("").get("/readyz")
    assert (response.status_code, response.text.splitlines()[0]) == (503, "not ready")
    assert get_facts(response)["migrations"] == "2 not applied"
    assert {"ops.0001_initial", "home.0001_initial"} == {*list_unapplied_migrations()}


def test_a_folder_of_files_that_is_gone_is_told_and_the_process_is_ready(db, anonymous, media):
    media.rmdir()
    response = anonymous("").get("/readyz")
    assert (response.status_code, get_facts(response)["disk"]) == (200, "no such file or directory")


def test_a_lost_cache_server_is_told_and_the_process_is_ready(db, anonymous, settings):
    with socket.create_server(("127.0.0.1", 0)) as server:
        location = f"redis://127.0.0.1:{server.getsockname()[1]}/0"
        lost = {"BACKEND": "ops.redis_cache.FailSafeRedisCache", "LOCATION": location}
        settings.CACHES = settings.CACHES | {"default": lost}
        response = anonymous("").get("/readyz")
    assert (response.status_code, get_facts(response)["cache"]) == (200, "does not answer")


def test_mail_that_waits_too_long_is_told(db, anonymous, queued_mail, clock):
    send_mail("a", "b", None, ["a@example.vn"])
    start = timezone.now()
    assert get_facts(anonymous("").get("/readyz"))["mail"] == "ok"
    clock(start + timedelta(minutes=16))
    told = get_facts(anonymous("").get("/readyz"))["mail"]
    assert told == f"waiting since {timezone.localtime(start):%Y-%m-%d %H:%M}"


def test_what_hangs_is_told_without_waiting_for_it_and_not_asked_twice(anonymous, monkeypatch):
    goes_on, begun = Event(), []
    monkeypatch.setattr(registry, "_checks", [])

    @health_check("hanging", "Hanging", order=1, askers=EVERYBODY, in_thread=True)
    def hang(inquiry):
        begun.append(threading.current_thread())
        goes_on.wait()
        yield passed("Fine.")

    def ask():
        return anonymous("").get("/readyz", REMOTE_ADDR="192.0.2.7").text

    assert [ask(), ask()] == ["ok\nhanging: does not answer"] * 2
    goes_on.set()
    [thread] = begun
    thread.join()
    assert ask() == "ok\nhanging: ok"


def test_it_says_whether_anybody_does_the_jobs_and_is_ready_all_the_same(db, anonymous, clock):
    start = datetime(2026, 11, 25, 14, 4, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
    end = start + timedelta(minutes=1)
    create_worker(started_at=start, lease=timedelta(minutes=1))
    for moment, words in ((start, "ok"), (end, "no runner since 2026-11-25 14:05")):
        clock(moment)
        response = anonymous("").get("/readyz", REMOTE_ADDR="192.0.2.7")
        assert (response.status_code, get_facts(response)["jobs"]) == (200, words)


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
    assert (response.status_code, response.text.splitlines()[0]) == (503, "not ready")
    facts = get_facts(response)
    assert (facts["database"], facts["cache"]) == ("does not answer", "ok")
    assert {facts["migrations"], facts["mail"], facts["jobs"]} == {"unknown"}
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
