from django.db import migrations

# A search reads the words of a hundred entries. PostgreSQL would compress every row of more than
# two kilobytes, and unpacking takes longer than all the rest; up to a page it need not. What is
# longer is compressed by what unpacks fastest, where the server has been built with it.
KEEP = "ALTER TABLE search_searchentry SET (toast_tuple_target = 8160)"
HAS_LZ4 = "SELECT 'lz4' = ANY(enumvals) FROM pg_settings WHERE name = 'default_toast_compression'"
COMPRESS = "ALTER TABLE search_searchentry ALTER COLUMN {} SET COMPRESSION lz4"
COLUMNS = ("body", "folds", "exacts")


def keep_texts(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(KEEP)
        cursor.execute(HAS_LZ4)
        if cursor.fetchone() == (True,):
            for column in COLUMNS:
                cursor.execute(COMPRESS.format(column))


class Migration(migrations.Migration):
    dependencies = [("search", "0004_entries_found")]

    operations = [migrations.RunPython(keep_texts, migrations.RunPython.noop)]
