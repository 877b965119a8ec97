"""Old code goes on working while ``migrate`` runs, but for what is listed with its reason."""

import re

import pytest
from django.conf import settings
from django.db import migrations, models
from django.db.migrations.state import ModelState, ProjectState

from tests.releases.expansion import EXCEPTIONS, list_breaking_operations, may_break


@pytest.mark.django_db
def test_what_old_code_stumbles_over_is_listed_with_a_reason_and_nothing_else_is():
    assert list_breaking_operations() == sorted(EXCEPTIONS)


@pytest.mark.parametrize(
    ("operation", "breaks"),
    [
        (migrations.AddField("unit", "note", models.TextField(null=True)), False),
        (migrations.AddField("unit", "note", models.TextField(db_default="")), False),
        (migrations.AddField("unit", "note", models.TextField(default="")), True),
        (migrations.RemoveField("unit", "name"), True),
        (
            migrations.SeparateDatabaseAndState(
                state_operations=[migrations.RemoveField("unit", "name")]
            ),
            False,
        ),
        (
            migrations.SeparateDatabaseAndState(
                database_operations=[migrations.RemoveField("unit", "name")]
            ),
            True,
        ),
        (migrations.RenameField("unit", "name", "title"), True),
        (migrations.AlterField("unit", "name", models.CharField(max_length=9)), True),
        (migrations.AlterField("unit", "name", models.TextField(help_text="Short.")), False),
        (migrations.DeleteModel("unit"), True),
        (migrations.RunPython(migrations.RunPython.noop), True),
        (migrations.RunSQL("SELECT 1"), True),
    ],
    ids=lambda value: type(value).__name__,
)
def test_only_what_the_database_fills_by_itself_is_added(operation, breaks):
    before = ProjectState()
    before.add_model(ModelState("units", "Unit", [("name", models.TextField())]))
    after = before.clone()
    operation.state_forwards("units", after)
    assert may_break(operation, "units", before, after, set()) is breaks
    if hasattr(operation, "model_name"):
        assert not may_break(operation, "units", before, after, {("units", "unit")})


def test_each_version_says_what_operators_must_do():
    changelog = (settings.BASE_DIR / "CHANGELOG.md").read_text()
    versions = re.split(r"^## ", changelog, flags=re.MULTILINE)[1:]
    silent = [
        version.splitlines()[0]
        for version in versions
        if not re.search(
            r"^(### What operators must do|What operators must do: )", version, re.MULTILINE
        )
    ]
    assert not silent
