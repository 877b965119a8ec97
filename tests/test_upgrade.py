"""Every released version can be brought to the present one, with all that people have written."""

import json
import os
from dataclasses import replace

import psycopg2
import pytest
from django.conf import settings
from django.db import connection

from reorganisation.tests.factories import write_plan
from tests.releases.installation import RELEASES, Installation, get_dsn, list_releases
from tests.releases.source import unpack_source

VERSIONS = [folder.name for folder in list_releases()]
DATABASE = "bantin_upgrade"
# One after the other: they share the name of a database.
pytestmark = [
    pytest.mark.both_databases,
    pytest.mark.drill("upgrade"),
    pytest.mark.django_db,
    pytest.mark.xdist_group("upgrade"),
]
CREATE = "1,2025-03-01,create,,xa-moi,Xã Mới,,,,commune,xamoi,tinh-bac-kan"
# For commands given to both programs.
SILENT = ("-v", "0", "-c")
ENTRIES = """
import json
from members.models import AuditEntry
found = AuditEntry.objects.filter(content_type__model="reorganisationplan").order_by("pk")
kinds = [one.content_type for one in found]
print(json.dumps([[kind.pk, f"{kind.app_label}.{kind.model}"] for kind in kinds]))
"""
KINDS = """
import json
from django.contrib.contenttypes.models import ContentType
names = ("plandraft", "reorganisationplan", "reorganisationstep", "stepchange")
found = ContentType.objects.filter(model__in=names)
print(json.dumps({one.pk: one.app_label for one in found}))
"""


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


def test_a_plan_of_1_1_0_is_gone_on_with_by_either_program(empty_installation, tmp_path):
    """As between ``migrate`` and the restart; and what the journal says of it is one kind."""
    installation = empty_installation
    unpack_source(RELEASES / "1.1.0", tmp_path / "source")
    earlier = replace(installation, program=tmp_path / "source")
    installation.bring_back(RELEASES / "1.1.0")
    plan = str(write_plan(tmp_path, CREATE))
    by = installation.administrator
    turn_round(earlier, plan, by)
    before = tell_entries(earlier)
    assert [kind for _key, kind in before] == ["importing.reorganisationplan"]
    installation.manage("migrate", "--noinput", "-v", "0")
    assert tell_entries(installation) == [[before[0][0], "reorganisation.reorganisationplan"]]
    turn_round(installation, plan, by)
    turn_round(earlier, plan, by)
    assert {kind for _key, kind in tell_entries(installation)} == {
        *("importing.reorganisationplan", "reorganisation.reorganisationplan")
    }
    installation.manage("migrate", "--noinput", "-v", "0")
    assert tell_entries(installation) == 3 * [[before[0][0], "reorganisation.reorganisationplan"]]


def test_the_models_of_plans_go_back_to_1_1_0_and_come_again(empty_installation):
    installation = empty_installation
    installation.bring_back(RELEASES / "1.1.0")
    kinds = [tell_kinds(installation)]
    for target in ([], ["reorganisation", "zero"], []):
        installation.manage("migrate", *target, "--noinput", "-v", "0")
        kinds.append(tell_kinds(installation))
    assert kinds[0] == kinds[2] != kinds[1] == kinds[3]
    assert {*kinds[0].values()} == {"importing"} and {*kinds[1].values()} == {"reorganisation"}


def turn_round(installation, plan, by):
    """Do what a plan says, and take it back; the plan itself is noted, as its unit is gone."""
    assert "all 1 steps are done" in installation.manage("reorganise", plan, "--by", by)
    assert "Taken back" in installation.manage("reorganise", plan, "--by", by, "--undo")


def tell_entries(installation):
    """Return the keys of the journal's entries about plans, and what kind of thing each names."""
    return json.loads(installation.manage("shell", *SILENT, ENTRIES))


def tell_kinds(installation):
    return json.loads(installation.manage("shell", *SILENT, KINDS))
