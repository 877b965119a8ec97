import json
import socket
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingTCPServer
from tempfile import TemporaryDirectory
from threading import Event, Thread

import pytest
from django.contrib.staticfiles.finders import get_finders
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from ops.health import database, files, registry
from ops.health.registry import Asker, fail, health_check, passed, summarize_error
from ops.jobs.schedule import MAX_ATTEMPTS
from ops.models import BackupKind, Worker
from ops.services.backup_records import record_run
from ops.tests.doctor import ask_doctor, list_failures, run_doctor
from ops.tests.factories import create_periodic_task_run
from ops.tests.sample_tasks import write
from tests.mail_server import PostOffice

pytestmark = pytest.mark.both_databases

SMTP = "django.core.mail.backends.smtp.EmailBackend"
REDIS = "ops.redis_cache.FailSafeRedisCache"


@pytest.fixture
def nowhere():
    """A port at which nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


@pytest.fixture
def no_checks(monkeypatch):
    monkeypatch.setattr(registry, "_checks", [])


def test_a_cache_that_is_not_shared_or_not_there_fails(settings, nowhere):
    assert "Each process has a cache of its own." in list_failures("cache")
    url = f"redis://:secret@127.0.0.1:{nowhere}/0"
    settings.CACHES = {"default": {"BACKEND": REDIS, "LOCATION": url}}
    told = list_failures("cache")
    assert told.startswith("It does not answer.") and f"127.0.0.1:{nowhere}: Error" in told
    assert "secret" not in told


def test_a_cache_address_where_something_else_listens_fails(settings):
    with PostOffice() as office:
        url = f"redis://127.0.0.1:{office.port}/0"
        settings.CACHES = {"default": {"BACKEND": REDIS, "LOCATION": url}}
        assert "It does not answer." in list_failures("cache")


@contextmanager
def serve_cache(**replies):
    """Serve the protocol of Valkey with these replies to its commands; gives the URL."""
    kept = {}

    class Handler(StreamRequestHandler):
        def handle(self):
            while head := self.rfile.readline():
                words = [
                    self.rfile.read(self._read_size() + 2)[:-2] for _word in range(int(head[1:]))
                ]
                self.wfile.write(self._answer(words[0].decode().lower(), words[1:]) + b"\r\n")

        def _answer(self, command, words):
            if command == "set":
                kept[words[0]] = words[1]
            if command == "get" and command not in replies:
                return b"$%d\r\n%s" % (len(kept[words[0]]), kept[words[0]])
            text = replies.get(command, "+OK")
            return (text if text[0] in "+-:" else f"${len(text)}\r\n{text}").encode()

        def _read_size(self):
            return int(self.rfile.readline()[1:])

    class Server(ThreadingTCPServer):
        # Clients keep their connections.
        daemon_threads = True

    with Server(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"redis://:secret@127.0.0.1:{server.server_address[1]}/0"
        finally:
            server.shutdown()
            thread.join()


REFUSED = "-WRONGPASS invalid password"
LIMITED = "valkey_version:8.1\r\nmaxmemory:1000\r\nmaxmemory_policy:allkeys-lru"


@pytest.mark.parametrize(
    ("replies", "levels", "words"),
    [
        ({}, "ok ok", "version 8.1."),
        ({"info": LIMITED.replace("1000", "0")}, "ok ok warning", "The cache has no limit"),
        (
            {"info": LIMITED.replace("allkeys", "volatile")},
            "ok ok warning",
            "refuses new pages when it is full (maxmemory-policy volatile-lru)",
        ),
        ({"info": "redis_version:2.0"}, "ok ok warning warning", "version 2.0."),
        ({"get": "-ERR no"}, "FAILED", "It does not answer."),
        ({"hello": REFUSED, "auth": REFUSED}, "FAILED", ": invalid password"),
        ({"set": "-OOM no memory"}, "FAILED", "It does not answer."),
    ],
)
def test_a_cache_has_to_keep_what_it_is_given_within_a_limit(settings, replies, levels, words):
    with serve_cache(**{"del": ":1", "info": LIMITED} | replies) as url:
        settings.CACHES = {"default": {"BACKEND": REDIS, "LOCATION": [url]}}
        lines = ask_doctor("cache")
    assert [line.level for line in lines] == levels.split()
    assert words in str(lines) and "secret" not in str(lines)


@pytest.mark.django_db
def test_a_database_is_written_to_and_only_postgresql_passes():
    lines = ask_doctor("database server")
    assert "A row was written to the database, and taken back." in [one.text for one in lines]
    assert not Worker.objects.exists()
    expected = [] if connection.vendor == "postgresql" else ["The database is SQLite"]
    assert [one.text[:22] for one in lines if one.level == "FAILED"] == expected


@pytest.mark.django_db
def test_a_database_without_migrations_fails_and_names_them():
    assert [line.level for line in ask_doctor("migrations")] == ["ok"]
    MigrationRecorder.Migration.objects.filter(app="home", name="0001_initial").delete()
    told = list_failures("migrations")
    assert "home.0001_initial" in told and "migrate" in told


def test_a_database_that_is_away_is_told_once_and_not_asked_again(db, monkeypatch, no_checks):
    monkeypatch.setitem(connection.settings_dict, "NAME", "/nowhere/at-all")
    asked = []
    health_check("database", "Database", order=1)(database.check_database)
    health_check("other", "Other", order=2)(asked.append)
    with ThreadPoolExecutor(1) as thread:
        # Another thread has a connection of its own to make.
        code, told = thread.submit(run_doctor).result()
    assert (code, asked) == (1, [])
    assert "FAILED   Database: It does not let Bantin in: " in told
    assert "FAILED   Other: The database was not asked.\n" in told


def test_a_folder_of_files_that_is_not_there_fails_and_is_not_made(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path / "media")
    assert "no such file or directory" in list_failures("disk")
    assert not (tmp_path / "media").exists()
    (tmp_path / "media").mkdir(mode=0o750)
    assert list_failures("disk") == ""
    assert [*(tmp_path / "media").rglob("*.txt")] == []
    (tmp_path / "media").chmod(0o777)
    assert "Every account of the machine can write" in list_failures("disk")


@pytest.mark.parametrize(
    ("mode", "constants", "levels", "words"),
    [
        (0o750, {}, "ok", " are free ("),
        (0o701, {}, "ok", " are free ("),
        (0o700, {}, "ok warning", "No other account enters"),
        (0o750, {"LITTLE_ROOM": 2}, "warning", " are free ("),
        (0o750, {"NO_ROOM": 2}, "FAILED", " are free ("),
        (0o750, {"NO_SPACE": 2**80}, "ok FAILED", " left."),
    ],
)
def test_a_folder_of_files_has_room_of_its_own_that_nginx_enters(
    settings, tmp_path, monkeypatch, mode, constants, levels, words
):
    for name, value in ({"LITTLE_ROOM": 0, "NO_ROOM": 0, "NO_SPACE": 1} | constants).items():
        monkeypatch.setattr(files, name, value)
    settings.MEDIA_ROOT = str(tmp_path / "media")
    (tmp_path / "media").mkdir()
    (tmp_path / "media").chmod(mode)
    lines = ask_doctor("disk")
    stored = ("ok", "A file was stored, read and deleted.", "")
    assert stored in lines
    assert [line.level for line in lines if line != stored] == levels.split()
    assert words in str(lines)
    within = "Uploaded files lie within the source"
    assert within not in str(lines)
    monkeypatch.setattr(files, "SOURCE", tmp_path)
    assert within in str(ask_doctor("disk"))


def test_static_files_that_were_not_collected_fail(settings, tmp_path):
    storage = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": storage}
    settings.STATIC_ROOT = str(tmp_path)
    assert "No static files are collected" in list_failures("static files")
    (tmp_path / "staticfiles.json").write_text('{"paths": {"css/base.css": "css/base.1.css"}}')
    assert "of this version are not collected" in list_failures("static files")


def test_static_files_that_nginx_does_not_reach_are_told(settings):
    storage = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": storage}
    names = {path: "one.css" for finder in get_finders() for path, _storage in finder.list([])}
    # Not in tmp_path, whose folders are closed to others.
    with TemporaryDirectory() as folder:
        root = Path(folder) / "static"
        root.mkdir()
        (root / "staticfiles.json").write_text(json.dumps({"version": "1.1", "paths": names}))
        (root / "one.css").touch()
        settings.STATIC_ROOT = str(root)
        for mode, levels in [
            (0o755, ["ok"]),
            (0o710, ["ok"]),
            (0o700, ["warning", "ok"]),
        ]:
            Path(folder).chmod(mode)
            assert [line.level for line in ask_doctor("static files")] == levels


def test_mail_that_nobody_takes_or_sends_fails(settings, nowhere):
    assert "is not sent" in list_failures("mail server")
    settings.MAIL_BACKEND, settings.EMAIL_HOST = SMTP, "127.0.0.1"
    settings.EMAIL_PORT = nowhere
    assert "No mail server answers" in list_failures("mail server")


def test_a_trial_mail_is_sent_only_where_one_is_asked_for(settings):
    with PostOffice() as office:
        settings.MAIL_BACKEND, settings.EMAIL_HOST = SMTP, "127.0.0.1"
        settings.EMAIL_PORT = office.port
        assert list_failures("mail server") == ""
        assert office.received == []
        assert list_failures("mail server", mail_to="ict@backan.example") == ""
        assert office.addresses == ["ict@backan.example"]
        office.refusals["no@backan.example"] = "550 5.1.1 No"
        told = list_failures("mail server", mail_to="no@backan.example")
        assert "refuses mail to no@backan" in told


@pytest.mark.django_db
def test_jobs_that_nobody_does_fail():
    assert "Nobody does it" in list_failures("jobs")
    now = timezone.now()
    Worker.objects.create(id="one", started_at=now, expires_at=now + timedelta(minutes=1))
    assert ask_doctor("jobs") == [("ok", "1 process works.", "")]


@pytest.mark.django_db
def test_work_that_waits_for_long_or_has_failed_for_good_is_told():
    def ask():
        [line] = ask_doctor("queue")
        return line

    now = timezone.now()
    write.enqueue("một")
    write.enqueue("hai")
    [task, _new] = queued = DBTaskResult.objects.order_by("enqueued_at")
    assert ask() == ("ok", "Tasks that wait: 2; given up: 0.", "")
    queued.filter(pk=task.pk).update(enqueued_at=now - timedelta(minutes=16))
    assert ask().level == "FAILED" and "The oldest has waited for 16" in ask().text
    # It was put off until just now, or for long.
    for minutes, waits in ((1, False), (16, True), (-1, False)):
        queued.filter(pk=task.pk).update(run_after=now - timedelta(minutes=minutes))
        assert ask().level == ("FAILED" if waits else "ok")
    create_periodic_task_run("a", failures=MAX_ATTEMPTS - 1)
    assert ask().level == "ok"
    queued.filter(pk=task.pk).update(status="FAILED")
    assert ask()[:2] == ("warning", "Tasks that wait: 1; given up: 1.")
    assert "/admin/viec-nen/" in ask().further
    create_periodic_task_run("b", failures=MAX_ATTEMPTS)
    assert "1 task that comes again keeps failing." in ask().text


@pytest.mark.django_db
def test_a_backup_is_missed_after_two_days_and_not_on_the_day_of_the_installation(clock):
    def ask():
        return [line[:2] for name in ("backup", "verification") for line in ask_doctor(name)]

    now = timezone.now()
    MigrationRecorder.Migration.objects.update(applied=now)
    assert ask() == [("ok", "There has been none yet.")] * 2
    clock(now + timedelta(days=3))
    assert ask() == [("FAILED", "There has been none yet."), ("ok", "There has been none yet.")]
    record_run(BackupKind.BACKUP, True, file="dem.bantin", size=2048)
    clock(now + timedelta(days=36))
    assert [level for level, _text in ask()] == ["FAILED", "warning"]
    record_run(BackupKind.BACKUP, True)
    record_run(BackupKind.VERIFICATION, False, problem="It is damaged.")
    [(backup, _text), (verification, told)] = ask()
    assert (backup, verification) == ("ok", "FAILED") and told.endswith(": It is damaged.")


def test_settings_that_contradict_fail(settings, tmp_path, monkeypatch):
    settings.STATIC_ROOT, settings.MEDIA_ROOT = str(tmp_path), str(tmp_path / "media")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    told = list_failures("settings")
    assert "lie in each other" in told
    assert "which is not there, so no certificate is trusted" in told
    assert "not those of production" in told


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(" No route to host.\nTry again."), "No route to host"),
        (TimeoutError(), "TimeoutError"),
        (ValueError(" \n"), "ValueError"),
    ],
)
def test_an_error_is_told_by_its_first_line_or_else_by_its_name(error, words):
    assert summarize_error(error) == words


def test_a_check_that_hangs_or_breaks_is_one_sentence(no_checks):
    never = Event()

    @health_check("hanging", "Hanging", order=1, seconds=0.1, in_thread=True)
    def hang(inquiry):
        yield passed("It began.")
        never.wait()

    @health_check("breaking", "Breaking", order=2, in_thread=True)
    def break_down(inquiry):
        yield passed("It began.")
        raise RuntimeError("first line\nsecond line")

    code, told = run_doctor()
    never.set()
    assert code == 1
    assert "FAILED   Hanging: There was no answer in time." in told
    assert "FAILED   Breaking: It could not be checked: RuntimeError: first line." in told
    assert "second line" not in told and told.endswith("2 passed, 0 warnings, 2 failed.\n")


def test_the_command_ends_with_0_where_nothing_fails(no_checks):
    health_check("one", "One", order=1)(lambda inquiry: [passed("Fine.")])
    health_check("screen", "Screen", order=2, askers=Asker.SCREEN)(lambda inquiry: [passed("No.")])
    assert run_doctor() == (0, "ok       One: Fine.\n1 passed, 0 warnings, 0 failed.\n")
    health_check("two", "Two", order=3)(lambda inquiry: [fail("Bad.", "Mend it.")])
    code, told = run_doctor()
    assert (code, told.splitlines()[1:3]) == (1, ["FAILED   Two: Bad.", "         → Mend it."])
    with pytest.raises(CommandError, match="no address"):
        call_command("doctor", mail_to="nobody")
