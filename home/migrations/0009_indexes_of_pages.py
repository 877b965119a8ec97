from django.db import migrations

# Pages that are looked for again and again, and that no index of Wagtail's finds: among those of
# thousands of websites PostgreSQL would read all. SQLite is not meant for so many, and an index with
# a condition is of no use there to Django's queries, whose values are parameters.
INDEXES = {
    "pages_near_root": "(depth, path) WHERE depth <= 2",
    # The condition of home.models.trash.exclude_trash.
    "pages_in_trash": "(id) WHERE url_path LIKE '%/-thung-rac-/%'",
    # The expression of sites.permissions.ownership.with_home_path.
    "pages_of_a_home": "(SUBSTRING(path, 1, 8))",
}


def add_indexes(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for name, definition in INDEXES.items():
            # Without parameters, so that the percent signs stay.
            schema_editor.execute(f"CREATE INDEX {name} ON wagtailcore_page {definition}", None)


def remove_indexes(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for name in INDEXES:
            schema_editor.execute(f"DROP INDEX {name}")


class Migration(migrations.Migration):
    dependencies = [("home", "0008_pages_of_other_websites")]

    operations = [migrations.RunPython(add_indexes, remove_indexes)]
