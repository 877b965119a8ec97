from django.db import migrations

# Two kinds of pages are looked for again and again, and no index of Wagtail's finds them: among the
# pages of thousands of websites PostgreSQL would read all. Both indexes are small, and pages that
# are in neither cost nothing. On SQLite an index with a condition is of no use to Django's queries,
# whose values are parameters.
INDEXES = {
    "pages_near_root": "(depth, path) WHERE depth <= 2",
    # The condition of home.models.trash.exclude_trash.
    "pages_in_trash": "(id) WHERE url_path LIKE '%/-thung-rac-/%'",
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
