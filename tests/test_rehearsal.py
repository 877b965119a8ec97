"""A plan is rehearsed on a copy, and the living installation stays as it is."""

import json

import pytest

from reorganisation.tests.factories import write_plan
from tests.releases.installation import RELEASES

pytestmark = [
    pytest.mark.drill("reorganisation"),
    pytest.mark.django_db,
    pytest.mark.xdist_group("backup"),
]
ROWS = [
    "1,2031-03-01,merge,so-y-te,so-y-te-moi,Sở Y tế và Dân số,,,,department,soyte,tinh-bac-kan",
    "2,2031-07-01,end,huyen-ba-be,xa-ba-be,Xã Ba Bể,,,,commune,babe,tinh-bac-kan",
    "2,2031-07-01,end,huyen-ba-be,xa-cho-ra,Xã Chợ Rã,,,,commune,chora,tinh-bac-kan",
]


def read(installation):
    return json.loads(installation.run("-m", "tests.stored_rows"))["tables"]


def test_a_rehearsal_says_what_comes_of_a_plan_and_of_undoing_it_and_changes_nothing(
    create_installation, tmp_path
):
    """On the demo as version 1.0.0 left it, brought up to date."""
    made = create_installation("rehearsed")
    made.bring_back(RELEASES / "1.0.0")
    made.manage("migrate", "--verbosity", "0")
    by = made.administrator
    before = read(made)
    plan = write_plan(tmp_path, *ROWS)
    said = made.manage("reorganise", str(plan), "--by", by, "--dry-run")
    assert read(made) == before
    assert "It gets soyte-cu" in said
    assert "so-y-te-moi: pages – → " in said
    assert " 0 are broken." in said and "lead on once" in said
    assert "Rehearsed on a copy. Nothing was changed." in said

    plan = write_plan(tmp_path, *(row.replace("2031", "2025") for row in ROWS))
    made.manage("reorganise", str(plan), "--by", by)
    done = read(made)
    said = made.manage("reorganise", str(plan), "--by", by, "--undo", "1", "--dry-run")
    assert read(made) == done
    assert "archive so-y-te taken back" in said and "stays" not in said
    assert "Taken back on a copy. Nothing was changed." in said
