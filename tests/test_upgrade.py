"""Every released version can be brought to the present one, with all that people have written."""

import os

import psycopg2
import pytest
from django.conf import settings
from django.db import connection

from tests.releases.installation import RELEASES, Installation, get_dsn, list_releases

VERSIONS = [folder.name for folder in list_releases()]
DATABASE = "bantin_upgrade"
# One after the other: they share the name of a database.
pytestmark = [
    pytest.mark.both_databases,
    pytest.mark.drill("upgrade"),
    pytest.mark.django_db,
    pytest.mark.xdist_group("upgrade"),
]


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


def test_the_present_version_is_kept_or_follows_the_last_that_is():
    released = [tuple(map(int, version.split("."))) for version in VERSIONS]
    version, is_development, _number = settings.BANTIN_VERSION.partition(".dev")
    present = tuple(map(int, version.split(".")))
    assert present > max(released) if is_development else version in VERSIONS


@pytest.mark.parametrize("version", VERSIONS)
def test_a_released_version_is_upgraded_and_every_page_is_there(empty_installation, version):
    installation = empty_installation
    installation.bring_back(RELEASES / version)
    installation.manage("migrate", "--noinput", "-v", "0")
    assert "[ ]" not in installation.manage("showmigrations")
    pages, _rest = installation.run("-m", "tests.releases.smoke_walk").split(maxsplit=1)
    assert int(pages) > 60


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


def test_an_article_of_1_0_0_with_a_line_break_opens_and_is_mended(empty_installation):
    installation = empty_installation
    installation.bring_back(RELEASES / "1.0.0")
    installation.run("-m", "tests.releases.earlier_line_breaks", "make")
    installation.manage("migrate", "--noinput", "-v", "0")
    tell = ("-m", "tests.releases.earlier_line_breaks", "tell")
    assert installation.run(*tell).split() == ["200", "<br>"]
    installation.manage("run_jobs", "--once")
    assert installation.run(*tell).split() == ["200", "<br/>"]
