"""The tables in a backup, at whatever migrations the database has."""

import pytest

from ops.backup.schema import list_applied_migrations, list_tables

# Models moved to another app: one migration lets that have them, a later one lets the former go.
LETTING_GO = ("importing", "0005_plans_are_an_app")


@pytest.mark.django_db
@pytest.mark.parametrize("left_out", [set(), {LETTING_GO}], ids=["moved", "half moved"])
def test_a_table_is_in_a_backup_once_also_in_the_midst_of_an_upgrade(left_out):
    migrations = set(list_applied_migrations())
    assert left_out <= migrations
    names = [table.model._meta.db_table for table in list_tables(migrations - left_out)]
    assert "importing_plandraft" in names and len(names) == len(set(names))
