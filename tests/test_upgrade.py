"""Every released version can be brought to the present one, with all that people have written."""

import json
import os
import subprocess
import sys
import time

import psycopg2
import pytest
from django.conf import settings
from django.db import connection

from tests.releases.expansion import NONE, UNREADABLE
from tests.releases.installation import RELEASES, ROOT, Installation, get_dsn

VERSIONS = sorted(path.name for path in RELEASES.iterdir() if path.name[0].isdigit())
DATABASE = "bantin_upgrade"
# One after the other: they share the name of a database.
pytestmark = [pytest.mark.drill, pytest.mark.django_db, pytest.mark.xdist_group("upgrade")]


@pytest.fixture
def empty_installation(tmp_path):
    if connection.vendor == "sqlite":
        yield Installation(tmp_path)
        return
    url = os.environ["DATABASE_URL"]
    server = psycopg2.connect(get_dsn(url))
    server.autocommit = True
    server.cursor().execute(f"CREATE DATABASE {DATABASE}")
    yield Installation(tmp_path, f"{url.rpartition('/')[0]}/{DATABASE}")
    server.cursor().execute(f"DROP DATABASE {DATABASE} WITH (FORCE)")
    server.close()


def test_the_present_version_is_among_the_kept_ones():
    assert settings.BANTIN_VERSION in VERSIONS


@pytest.mark.parametrize("version", VERSIONS)
def test_a_released_version_is_upgraded_and_every_page_is_there(empty_installation, version):
    installation = empty_installation
    installation.bring_back(RELEASES / version)
    installation.manage("migrate", "--noinput", "-v", "0")
    assert "[ ]" not in installation.manage("showmigrations")
    pages, _rest = installation.run("-m", "tests.releases.smoke_walk").split(maxsplit=1)
    assert int(pages) > 60


@pytest.mark.parametrize("version", VERSIONS)
def test_readers_of_the_release_itself_are_answered_while_it_is_upgraded(
    empty_installation, tmp_path, version
):
    """No page fails but those that ``tests/releases/expansion.py`` names."""
    installation, source = empty_installation, tmp_path / "source"
    source.mkdir()
    commit = (RELEASES / version / "commit").read_text().strip()
    packed = subprocess.run(["git", "archive", commit], cwd=ROOT, capture_output=True)
    if packed.returncode:
        pytest.skip("The history of the source is not here.")
    subprocess.run(["tar", "-x", "-C", source], input=packed.stdout, check=True)
    installation.bring_back(RELEASES / version)
    sign = tmp_path / "sign"
    sign.touch()
    program = [sys.executable, str(RELEASES / "readers.py"), str(sign)]
    environment = installation.environment | {"PYTHONPATH": ""}
    with subprocess.Popen(
        program, cwd=source, env=environment, stdout=subprocess.PIPE, text=True
    ) as readers:
        try:
            rounds = [json.loads(readers.stdout.readline())]
            installation.manage("migrate", "--noinput", "-v", "0")
            done = time.time()
            while rounds[-1]["at"] < done:
                rounds.append(json.loads(readers.stdout.readline()))
            # One that began when all was done.
            rounds.append(json.loads(readers.stdout.readline()))
        finally:
            sign.unlink()
            readers.kill()
    assert rounds[0]["pages"] > 60 and rounds[0]["failed"] == []
    failed = {path for one in rounds for path in one["failed"]}
    assert [path for path in failed if not UNREADABLE.get(version, NONE).search(path)] == []


def test_recordings_of_1_0_0_are_heard_in_their_language_and_know_what_they_say(
    empty_installation,
):
    installation = empty_installation
    installation.bring_back(RELEASES / "1.0.0")
    installation.run("-m", "tests.releases.earlier_recordings", "make")
    installation.manage("migrate", "--noinput", "-v", "0")
    assert installation.run("-m", "tests.releases.earlier_recordings", "tell").split() == [
        *("tyz", "published", "current"),
        *("vi", "published", "current"),
    ]
