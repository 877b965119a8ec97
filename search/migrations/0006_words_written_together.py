from django.db import migrations

# An article has some four hundred words, and going to the place of each in the index takes longer
# than all the rest of indexing it. PostgreSQL writes them down in a list, which searches read too,
# and brings them to their places when there are so many kilobytes of them: those that several
# articles have with one walk. So short a list costs a search less than a tenth of a millisecond.
WAIT = "ALTER INDEX search_words_{} SET (fastupdate = on, gin_pending_list_limit = 128)"
AT_ONCE = "ALTER INDEX search_words_{} SET (fastupdate = off)"
# Words that wait are not brought to their places by switching it off.
CLEAN = "SELECT gin_clean_pending_list('search_words_{}')"


def write_words_together(apps, schema_editor):
    _run(schema_editor, WAIT)


def write_words_at_once(apps, schema_editor):
    _run(schema_editor, AT_ONCE, CLEAN)


def _run(schema_editor, *statements):
    if schema_editor.connection.vendor == "postgresql":
        with schema_editor.connection.cursor() as cursor:
            for column in ("head", "whole"):
                for statement in statements:
                    cursor.execute(statement.format(column))


class Migration(migrations.Migration):
    dependencies = [("search", "0005_kept_texts")]

    operations = [migrations.RunPython(write_words_together, write_words_at_once)]
