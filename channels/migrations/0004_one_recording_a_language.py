import django.db.models.deletion
from django.db import migrations, models
from django.db.models.functions import Coalesce


class Migration(migrations.Migration):
    dependencies = [("channels", "0003_link_recordings_to_languages")]

    operations = [
        # The column stays for the processes of 1.0.0 (on SQLite, the next operation drops it).
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.RemoveField("bulletinrecording", "former_code")]
        ),
        migrations.AlterField(
            "bulletinrecording",
            "language",
            models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="channels.recordinglanguage",
                verbose_name="language",
            ),
        ),
        migrations.AlterModelOptions(
            "bulletinrecording",
            options={
                "ordering": ["language", "pk"],
                "verbose_name": "recording",
                "verbose_name_plural": "recordings",
            },
        ),
        migrations.AddConstraint(
            "bulletinrecording",
            models.UniqueConstraint(
                "bulletin",
                "language",
                Coalesce("agency", 0),
                condition=models.Q(published_at__isnull=True),
                name="recording_draft_once",
            ),
        ),
        migrations.AddConstraint(
            "bulletinrecording",
            models.UniqueConstraint(
                "bulletin",
                "language",
                Coalesce("agency", 0),
                condition=models.Q(published_at__isnull=False),
                name="recording_published_once",
            ),
        ),
    ]
