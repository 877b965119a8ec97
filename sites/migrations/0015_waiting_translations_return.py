"""Translations return as they were public, whatever was drafted since."""

from django.db import migrations


def forget_drafts(apps, schema_editor):
    # The column stays for the processes of 1.1.0, and must not keep a version from deletion.
    apps.get_model("agencies", "WaitingTranslation").objects.update(latest_revision=None)


class Migration(migrations.Migration):
    dependencies = [("agencies", "0014_tableupload_kind_alter_tableupload_rows")]

    operations = [
        migrations.RunPython(forget_drafts, migrations.RunPython.noop),
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.RemoveField("waitingtranslation", "latest_revision")]
        ),
    ]
