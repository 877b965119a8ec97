"""Backups: restored on either database row by row and file by file, and after being killed."""

import json
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing

import psycopg2
import pytest

from reorganisation.tests.factories import write_plan
from tests.releases.installation import (
    RELEASES,
    ROOT,
    CommandError,
    Installation,
    get_dsn,
    list_releases,
)
from tests.releases.source import unpack_source
from tests.s3 import run_s3_server

pytestmark = [
    pytest.mark.both_databases,
    pytest.mark.drill("backup"),
    pytest.mark.django_db,
    pytest.mark.xdist_group("backup"),
]
# Seconds that a process may take until it has come to the moment that is waited for.
PATIENCE = 1500


@pytest.fixture
def first_release(tmp_path):
    """The demo as version 1.0.0 kept it on SQLite, with the tables of that version."""
    place = tmp_path / "first"
    place.mkdir()
    installation = Installation(place)
    installation.bring_back(RELEASES / "1.0.0")
    return installation


@pytest.fixture
def s3_server():
    with run_s3_server() as server:
        yield server


def read(installation):
    return json.loads(installation.run("-m", "tests.stored_rows"))


def test_a_backup_of_the_first_release_is_restored_and_comes_back_as_it_was(
    create_installation, first_release, s3_server, tmp_path
):
    """From files in a folder to files on S3 and back."""
    backup, second = tmp_path / "first.bantin", tmp_path / "second.bantin"
    assert "files" in first_release.manage("backup", str(backup))
    with pytest.raises(CommandError, match="already"):
        first_release.manage("backup", str(backup))
    there = create_installation("there", s3_server.url)
    assert "is whole" in there.manage("verify_backup", str(backup))
    there.manage("restore", str(backup))
    assert "[ ]" not in there.manage("showmigrations")
    assert int(there.run("-m", "tests.releases.smoke_walk").split()[0]) > 60
    with pytest.raises(CommandError, match="has tables already"):
        there.manage("restore", str(backup))

    before = read(there)
    assert len(s3_server.list_names()) >= len(before["files"]) and not there.media.exists()
    there.manage("backup", str(second))
    code = "from ops.models import BackupRecord; print(*BackupRecord.objects.values_list('file'))"
    assert "second.bantin" in there.manage("shell", "-v", "0", "-c", code)
    s3_server.stop()
    with pytest.raises(CommandError, match="No backup was made"):
        there.manage("backup", str(tmp_path / "third.bantin"))
    assert not [*tmp_path.glob("*third*")]
    (tmp_path / "back").mkdir()
    back = Installation(tmp_path / "back")
    back.manage("restore", str(second))
    assert read(back) == before
    assert len(before["tables"]) > 140
    assert len(before["files"]) > 60 and "missing" not in before["files"].values()


# 1.0.0 made none.
@pytest.mark.parametrize("release", list_releases()[1:], ids=lambda release: release.name)
def test_a_backup_that_a_release_made_is_restored(create_installation, release, tmp_path):
    backup, source = tmp_path / "own.bantin", tmp_path / "source"
    unpack_source(release, source)
    (tmp_path / "own").mkdir()
    own = Installation(tmp_path / "own", program=source)
    own.bring_back(release)
    plan = write_plan(tmp_path, "1,2025-03-01,rename,so-y-te,so-y-te,Sở Y tế mới,,,,,,,")
    by = own.administrator
    own.manage("reorganise", str(plan), "--by", by)
    own.manage("backup", str(backup))
    there = create_installation("there")
    there.manage("restore", str(backup))
    assert "[ ]" not in there.manage("showmigrations")
    assert int(there.run("-m", "tests.releases.smoke_walk").split()[0]) > 60
    # The plan and what it changed came along.
    assert "provision so-y-te taken back" in there.manage(
        "reorganise", str(plan), "--by", by, "--undo"
    )


def test_a_restore_that_is_killed_says_so_and_is_done_by_giving_it_again(
    create_installation, first_release, tmp_path
):
    backup = tmp_path / "first.bantin"
    first_release.manage("backup", str(backup))
    there = create_installation("there")
    restore = ["restore", str(backup)]
    for has_come, number in (
        (has_stored_files, signal.SIGINT),
        (is_loading_rows, signal.SIGTERM),
        (is_loading_rows, signal.SIGKILL),
        (is_filled, signal.SIGKILL),
    ):
        said = end_when(there, restore, has_come, number)
        if number != signal.SIGKILL:
            assert said.startswith("Interrupted. The restore is not finished. Give the same")
            assert "Traceback" not in said
            assert get_stage(there) == "begun"
        with pytest.raises(CommandError, match="not finished"):
            there.manage("migrate")
    there.manage("restore", str(backup))
    there.manage("migrate", "-v", "0")
    assert int(there.run("-m", "tests.releases.smoke_walk").split()[0]) > 60
    assert "missing" not in read(there)["files"].values()


def test_a_backup_that_finds_no_room_leaves_nothing_and_says_so(first_release, tmp_path):
    place = tmp_path / "full"
    place.mkdir()
    command = f"ulimit -f 300; exec {sys.executable} manage.py backup {place / 'one.bantin'}"
    done = start(first_release, ["bash", "-c", command])
    _, said = done.communicate(timeout=PATIENCE)
    assert done.returncode == 1
    assert "No backup was made" in said and "Traceback" not in said
    assert [*place.iterdir()] == []


def test_a_restore_that_finds_no_room_does_not_blame_the_backup(first_release, tmp_path):
    backup = tmp_path / "first.bantin"
    first_release.manage("backup", str(backup))
    (tmp_path / "there").mkdir()
    there = Installation(tmp_path / "there")
    for blocks, said in ((60, "File too large"), (1200, "the database: ")):
        command = f"ulimit -f {blocks}; exec {sys.executable} manage.py restore {backup}"
        done = start(there, ["bash", "-c", command])
        _, errors = done.communicate(timeout=PATIENCE)
        assert done.returncode == 1
        assert "Not restored: " in errors and said in errors and "Traceback" not in errors
        assert str(backup) not in errors


def test_a_backup_that_is_told_to_stop_leaves_nothing_and_says_so(first_release, tmp_path):
    place = tmp_path / "stopped"
    place.mkdir()
    said = end_when(
        first_release,
        ["backup", str(place / "one.bantin")],
        lambda one: any(place.iterdir()),
        signal.SIGTERM,
    )
    assert "Interrupted. No backup was made" in said and "Traceback" not in said
    assert [*place.iterdir()] == []


def has_stored_files(installation):
    return installation.media.exists() and sum(1 for _ in installation.media.rglob("*.*")) > 20


def is_loading_rows(installation):
    if installation.url:
        with closing(psycopg2.connect(get_dsn(installation.url))) as server:
            cursor = server.cursor()
            cursor.execute("SELECT 1 FROM pg_stat_activity WHERE query LIKE 'COPY %' LIMIT 1")
            return bool(cursor.fetchone())
    log = installation.database.with_name(f"{installation.database.name}-wal")
    return log.exists() and log.stat().st_size > 3_000_000


def get_stage(installation):
    query = "SELECT stage FROM bantin_restore"
    try:
        if not installation.url:
            with closing(sqlite3.connect(installation.database)) as database:
                return database.execute(query).fetchone()[0]
        with closing(psycopg2.connect(get_dsn(installation.url))) as server:
            cursor = server.cursor()
            cursor.execute(query)
            return cursor.fetchone()[0]
    except (sqlite3.OperationalError, psycopg2.errors.UndefinedTable):
        return None


def is_filled(installation):
    return get_stage(installation) == "filled"


def end_when(installation, command, has_come, number):
    """Send a signal to a command when it has come so far; return what it says on its errors."""
    process = start(installation, [sys.executable, "manage.py", *command])
    try:
        end = time.monotonic() + PATIENCE
        while True:
            # It stands still while it is looked at, so that the signal meets it there.
            process.send_signal(signal.SIGSTOP)
            if has_come(installation):
                break
            process.send_signal(signal.SIGCONT)
            assert process.poll() is None, process.stderr.read()
            assert time.monotonic() < end
            time.sleep(0.02)
        process.send_signal(number)
        process.send_signal(signal.SIGCONT)
        said = process.communicate(timeout=PATIENCE)[1]
    finally:
        process.kill()
        process.communicate()
    # Python has its own number for a process that a signal has ended.
    assert process.returncode == (-number if number == signal.SIGKILL else 128 + number), said
    return said


def start(installation, command):
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen(command, cwd=ROOT, env=installation.environment, **pipes)
