"""A plan is rehearsed on a copy, and the living installation stays as it is."""

import json

import pytest

from importing.tests.reorganised_units import write_plan
from tests.releases.installation import RELEASES, CommandError

pytestmark = [pytest.mark.drill, pytest.mark.django_db, pytest.mark.xdist_group("backup")]
ROWS = [
    "1,2031-03-01,merge,so-y-te,so-y-te-moi,Sở Y tế và Dân số,,,,department,soyte,tinh-bac-kan",
    "2,2031-07-01,end,huyen-ba-be,xa-ba-be,Xã Ba Bể,,,,commune,babe,tinh-bac-kan",
    "2,2031-07-01,end,huyen-ba-be,xa-cho-ra,Xã Chợ Rã,,,,commune,chora,tinh-bac-kan",
]
SAID_ONCE = ["--verbosity", "0", "-c"]


@pytest.fixture
def installation(create_installation):
    """The demo as version 1.0.0 left it, brought up to date, on the database of this run."""
    made = create_installation("rehearsed")
    made.bring_back(RELEASES / "1.0.0")
    made.manage("migrate", "--verbosity", "0")
    code = "from accounts.models import User; print(User.objects.filter(is_superuser=True)[0])"
    return made, made.manage("shell", *SAID_ONCE, code).strip()


def read(installation):
    return json.loads(installation.run("-m", "tests.stored_rows"))["tables"]


def test_a_rehearsal_says_what_comes_of_a_plan_and_changes_nothing(installation, tmp_path):
    made, username = installation
    before = read(made)
    plan = write_plan(tmp_path, *ROWS)
    said = made.manage("reorganise", str(plan), "--by", username, "--dry-run")
    assert read(made) == before
    assert "It gets soyte-cu." in said
    assert "so-y-te-moi: pages – →" in said
    assert " 0 are broken." in said and "lead on once" in said
    assert "Rehearsed on a copy. Nothing was changed." in said


def test_the_command_of_the_copy_does_nothing_on_the_living_database(installation, tmp_path):
    made, _username = installation
    with pytest.raises(CommandError, match="This is the living database"):
        made.manage("rehearse_in_copy", str(tmp_path))
