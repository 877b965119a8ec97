import json
import socket
from contextlib import contextmanager
from datetime import timedelta
from io import StringIO
from pathlib import Path
from socketserver import StreamRequestHandler, TCPServer
from tempfile import TemporaryDirectory
from threading import Event, Thread

import pytest
from django.contrib.staticfiles.finders import get_finders
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from ops.doctor import files, registry
from ops.doctor.cache import examine_cache
from ops.doctor.configuration import examine_configuration
from ops.doctor.database import compare_clocks, examine_database
from ops.doctor.files import examine_files, examine_static_files
from ops.doctor.jobs import examine_jobs
from ops.doctor.mail import examine_mail
from ops.doctor.registry import Level, Options, fail, passed, summarize_error
from ops.jobs.schedule import MAX_ATTEMPTS
from ops.models import Worker
from ops.tests.factories import create_periodic_task_run
from ops.tests.sample_tasks import write
from tests.mail_server import PostOffice

pytestmark = pytest.mark.both_databases

SMTP = "django.core.mail.backends.smtp.EmailBackend"
REDIS = "ops.redis_cache.FailSafeRedisCache"


def get_failures(examination, **options):
    results = list(examination(Options(**options)))
    assert all(result.text.endswith(".") and result.advice for result in results
               if result.level != Level.PASSED)  # fmt: skip
    return " ".join(result.text for result in results if result.level == Level.FAILED)


@pytest.fixture
def nowhere():
    """A port at which nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


@pytest.fixture
def examinations(monkeypatch):
    monkeypatch.setattr(registry, "_registered", [])
    return registry.register_examination


def run_doctor(**options):
    told = StringIO()
    try:
        call_command("doctor", stdout=told, no_color=True, **options)
    except SystemExit as end:
        return end.code, told.getvalue()
    return 0, told.getvalue()


def test_a_cache_that_is_not_shared_or_not_there_fails(settings, nowhere):
    assert "LocMemCache" in get_failures(examine_cache)
    url = f"redis://:secret@127.0.0.1:{nowhere}/0"
    settings.CACHES = {"default": {"BACKEND": REDIS, "LOCATION": url}}
    told = get_failures(examine_cache)
    assert told.startswith(f"No cache answers at 127.0.0.1:{nowhere}:")
    assert "secret" not in told


def test_a_cache_address_where_something_else_listens_fails(settings):
    with PostOffice() as office:
        url = f"redis://127.0.0.1:{office.port}/0"
        settings.CACHES = {"default": {"BACKEND": REDIS, "LOCATION": url}}
        assert "No cache answers" in get_failures(examine_cache)


@contextmanager
def serve_cache(**replies):
    """Serve the protocol of Valkey with these replies to its commands; gives the URL."""

    class Handler(StreamRequestHandler):
        def handle(self):
            while head := self.rfile.readline():
                words = [
                    self.rfile.read(self._read_size() + 2)[:-2] for _word in range(int(head[1:]))
                ]
                text = replies.get(words[0].decode().lower(), "+OK")
                reply = text if text[0] in "+-:" else f"${len(text)}\r\n{text}"
                self.wfile.write(f"{reply}\r\n".encode())

        def _read_size(self):
            return int(self.rfile.readline()[1:])

    with TCPServer(("127.0.0.1", 0), Handler) as server:
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
        ({}, "ok", "version 8.1; a value was written and read."),
        ({"info": LIMITED.replace("1000", "0")}, "ok warning", "The cache has no limit"),
        (
            {"info": LIMITED.replace("allkeys", "volatile")},
            "ok warning",
            "refuses new pages when it is full (maxmemory-policy volatile-lru)",
        ),
        ({"info": "redis_version:2.0"}, "ok warning warning", "version 2.0; a value"),
        ({"get": "another"}, "FAILED", "keeps nothing"),
        ({"hello": REFUSED, "auth": REFUSED}, "FAILED", "does not let Bantin in: invalid"),
        ({"set": "-OOM no memory"}, "FAILED", "No cache answers"),
    ],
)
def test_a_cache_has_to_keep_what_it_is_given_within_a_limit(settings, replies, levels, words):
    with serve_cache(**{"get": "written", "del": ":1", "info": LIMITED} | replies) as url:
        settings.CACHES = {"default": {"BACKEND": REDIS, "LOCATION": [url]}}
        results = list(examine_cache(Options()))
    assert [result.level for result in results] == levels.split()
    assert words in " ".join(result.text for result in results)
    assert "secret" not in str(results)


@pytest.mark.django_db
def test_a_database_is_written_to_and_only_postgresql_passes():
    results = list(examine_database(Options()))
    assert "A row was written to the database, and taken back." in [one.text for one in results]
    failed = [result.text for result in results if result.level == Level.FAILED]
    expected = [] if connection.vendor == "postgresql" else ["The database is SQLite"]
    assert [text[:22] for text in failed] == expected


@pytest.mark.parametrize(
    ("theirs", "level"),
    [
        *((98.0, "ok"), (100.0, "ok"), (103.5, "ok"), (105.0, "ok")),
        *((90.0, "warning"), (97.5, "warning"), (105.5, "warning"), (113.0, "warning")),
        *((89.5, "FAILED"), (113.5, "FAILED"), (400.0, "FAILED")),
    ],
)
def test_clocks_that_differ_by_more_than_a_few_seconds_are_told(theirs, level):
    assert compare_clocks(theirs, 100.0, 103.0).level == level


def test_a_clock_that_differs_is_told_with_its_way():
    told = [compare_clocks(theirs, 100.0, 103.0).text for theirs in (95.0, 107.0)]
    assert "5.0 seconds ahead of" in told[0] and "4.0 seconds behind" in told[1]


def test_a_folder_of_files_that_is_not_there_fails_and_is_not_made(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path / "media")
    assert "is not there" in get_failures(examine_files)
    assert not (tmp_path / "media").exists()
    (tmp_path / "media").mkdir(mode=0o750)
    assert get_failures(examine_files) == ""
    assert [*(tmp_path / "media").rglob("*.txt")] == []
    (tmp_path / "media").chmod(0o777)
    assert "Every account of the machine can write" in get_failures(examine_files)


@pytest.mark.parametrize(
    ("mode", "constants", "levels", "words"),
    [
        (0o750, {}, "ok", "The disk of uploaded files has"),
        (0o701, {}, "ok", "GB left."),
        (0o700, {}, "warning ok", "No other account enters"),
        (0o750, {"LITTLE_SPACE": 2**80}, "warning", "The disk of uploaded files has"),
        (0o750, {"NO_SPACE": 2**80}, "FAILED FAILED", "GB left."),
    ],
)
def test_a_folder_of_files_has_room_of_its_own_that_nginx_enters(
    settings, tmp_path, monkeypatch, mode, constants, levels, words
):
    for name, value in ({"LITTLE_SPACE": 2, "NO_SPACE": 1} | constants).items():
        monkeypatch.setattr(files, name, value)
    settings.MEDIA_ROOT = str(tmp_path / "media")
    (tmp_path / "media").mkdir()
    (tmp_path / "media").chmod(mode)
    results = list(examine_files(Options()))
    stored = passed("A file was stored, read and deleted.")
    assert stored in results
    assert [result.level for result in results if result != stored] == levels.split()
    assert words in " ".join(result.text for result in results)
    monkeypatch.setattr(files, "SOURCE", tmp_path)
    [told] = [result for result in examine_files(Options()) if result not in results]
    assert told.text.startswith("Uploaded files lie within the source")


def test_static_files_that_were_not_collected_fail(settings, tmp_path):
    storage = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": storage}
    settings.STATIC_ROOT = str(tmp_path)
    assert "No static files are collected" in get_failures(examine_static_files)
    (tmp_path / "staticfiles.json").write_text('{"paths": {"css/base.css": "css/base.1.css"}}')
    assert "of this version are not collected" in get_failures(examine_static_files)


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
            (0o755, [Level.PASSED]),
            (0o710, [Level.PASSED]),
            (0o700, [Level.WARNING, Level.PASSED]),
        ]:
            Path(folder).chmod(mode)
            assert [result.level for result in examine_static_files(Options())] == levels


def test_mail_that_nobody_takes_or_sends_fails(settings, nowhere):
    assert "is not sent" in get_failures(examine_mail)
    settings.MAIL_BACKEND, settings.EMAIL_HOST = SMTP, "127.0.0.1"
    settings.EMAIL_PORT = nowhere
    assert "No mail server answers" in get_failures(examine_mail)


def test_a_trial_mail_is_sent_only_where_one_is_asked_for(settings):
    with PostOffice() as office:
        settings.MAIL_BACKEND, settings.EMAIL_HOST = SMTP, "127.0.0.1"
        settings.EMAIL_PORT = office.port
        assert get_failures(examine_mail) == ""
        assert office.received == []
        assert get_failures(examine_mail, mail_to="ict@backan.example") == ""
        assert office.addresses == ["ict@backan.example"]
        office.refusals["no@backan.example"] = "550 5.1.1 No"
        assert "refuses mail to no@backan" in get_failures(
            examine_mail, mail_to="no@backan.example"
        )


@pytest.mark.django_db
def test_jobs_that_nobody_does_fail():
    assert "Nobody does the background work" in get_failures(examine_jobs)
    now = timezone.now()
    Worker.objects.create(id="one", started_at=now, expires_at=now + timedelta(minutes=1))
    assert list(examine_jobs(Options())) == [passed("1 job process at work.")]


@pytest.mark.django_db
def test_work_that_waits_for_long_or_has_failed_for_good_is_told():
    def list_numbers():
        told = [one.text for one in examine_jobs(Options()) if one.level == Level.WARNING]
        return [(text.split()[0], text.split()[-1]) for text in told]

    now = timezone.now()
    write.enqueue("một")
    write.enqueue("hai")
    [task, _new] = queued = DBTaskResult.objects.order_by("enqueued_at")
    assert list_numbers() == []
    queued.filter(pk=task.pk).update(enqueued_at=now - timedelta(minutes=16))
    assert list_numbers() == [("1", "minutes.")]
    # It was put off until just now, or for long.
    for minutes, waits in ((1, False), (16, True), (-1, False)):
        queued.filter(pk=task.pk).update(run_after=now - timedelta(minutes=minutes))
        assert list_numbers() == ([("1", "minutes.")] if waits else [])
    create_periodic_task_run("a", failures=MAX_ATTEMPTS - 1)
    assert list_numbers() == []
    queued.filter(pk=task.pk).update(status="FAILED")
    create_periodic_task_run("b", failures=MAX_ATTEMPTS)
    assert list_numbers() == [("2", "good.")]


def test_settings_that_contradict_fail(settings, tmp_path, monkeypatch):
    settings.STATIC_ROOT, settings.MEDIA_ROOT = str(tmp_path), str(tmp_path / "media")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    told = get_failures(examine_configuration)
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


def test_an_examination_that_hangs_or_breaks_is_one_sentence(examinations):
    never = Event()

    def hang(options):
        yield passed("It began.")
        never.wait()

    def break_down(options):
        yield passed("It began.")
        raise RuntimeError("first line\nsecond line")

    examinations(hang, subject="hanging", order=1, seconds=0.1)
    examinations(break_down, subject="breaking", order=2)
    code, told = run_doctor()
    never.set()
    assert code == 1
    assert "FAILED   hanging: There was no answer within 0 seconds." in told
    assert "FAILED   breaking: It could not be examined (RuntimeError: first line)." in told
    assert "second line" not in told and told.endswith("2 passed, 0 warnings, 2 failed.\n")


def test_the_command_ends_with_0_where_nothing_fails(examinations):
    examinations(lambda options: iter([passed("Fine.")]), subject="one", order=1)
    assert run_doctor() == (0, "ok       one: Fine.\n1 passed, 0 warnings, 0 failed.\n")
    examinations(lambda options: iter([fail("Bad.", "Mend it.")]), subject="two", order=2)
    code, told = run_doctor()
    assert (code, told.splitlines()[1:3]) == (1, ["FAILED   two: Bad.", "         → Mend it."])
    with pytest.raises(CommandError, match="no address"):
        call_command("doctor", mail_to="nobody")
