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

from tests.releases.installation import RELEASES, ROOT, CommandError, Installation, get_dsn

pytestmark = [pytest.mark.drill, pytest.mark.django_db, pytest.mark.xdist_group("backup")]
# Seconds that a process may take until it has come to the moment that is waited for.
PATIENCE = 400


@pytest.fixture
def first_release(tmp_path):
    """The demo as version 1.0.0 kept it on SQLite, with the tables of that version."""
    place = tmp_path / "first"
    place.mkdir()
    installation = Installation(place)
    installation.bring_back(RELEASES / "1.0.0")
    return installation


def read(installation):
    return json.loads(installation.run("-m", "tests.stored_rows"))


def test_a_backup_of_the_first_release_is_restored_and_comes_back_as_it_was(
    create_installation, first_release, tmp_path
):
    backup, second = tmp_path / "first.bantin", tmp_path / "second.bantin"
    assert "files" in first_release.manage("backup", str(backup))
    with pytest.raises(CommandError, match="already"):
        first_release.manage("backup", str(backup))
    there = create_installation("there")
    assert "is whole" in there.manage("verify_backup", str(backup))
    there.manage("restore", str(backup))
    assert "[ ]" not in there.manage("showmigrations")
    assert int(there.run("-m", "tests.releases.smoke_walk").split()[0]) > 60
    with pytest.raises(CommandError, match="has tables already"):
        there.manage("restore", str(backup))

    before = read(there)
    there.manage("backup", str(second))
    code = "from ops.models import BackupRecord; print(*BackupRecord.objects.values_list('file'))"
    assert "second.bantin" in there.manage("shell", "-v", "0", "-c", code)
    (tmp_path / "back").mkdir()
    back = Installation(tmp_path / "back")
    back.manage("restore", str(second))
    assert read(back) == before
    assert len(before["tables"]) > 140
    assert len(before["files"]) > 60 and "missing" not in before["files"].values()


def test_a_restore_that_is_killed_says_so_and_is_done_by_giving_it_again(
    create_installation, first_release, tmp_path
):
    backup = tmp_path / "first.bantin"
    first_release.manage("backup", str(backup))
    there = create_installation("there")
    for has_come in (has_stored_files, is_loading_rows):
        kill_when(there, ["restore", str(backup)], has_come)
        with pytest.raises(CommandError, match="not finished"):
            there.manage("migrate")
    kill_when(there, ["restore", str(backup)], lambda one: get_stage(one) == "filled")
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


def kill_when(installation, command, has_come):
    process = start(installation, [sys.executable, "manage.py", *command])
    try:
        end = time.monotonic() + PATIENCE
        while not has_come(installation):
            assert process.poll() is None, process.stderr.read()
            assert time.monotonic() < end
            time.sleep(0.01)
    finally:
        process.send_signal(signal.SIGKILL)
        process.communicate()


def start(installation, command):
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen(command, cwd=ROOT, env=installation.environment, **pipes)
