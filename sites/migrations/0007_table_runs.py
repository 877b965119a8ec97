import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0006_geocode"),
    ]

    operations = [
        migrations.AddField(
            model_name="tableupload",
            name="ignored",
            field=models.JSONField(
                db_default=models.Value([], models.JSONField()),
                default=list,
                help_text="Headings of columns that are not read.",
            ),
        ),
        migrations.AddField(
            model_name="tableupload",
            name="similar",
            field=models.JSONField(
                db_default=models.Value([], models.JSONField()),
                default=list,
                help_text="Names that may mean the same: code and name, code and name of the other.",
            ),
        ),
        migrations.CreateModel(
            name="TableRun",
            fields=[
                (
                    "upload",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="run",
                        serialize=False,
                        to="agencies.tableupload",
                    ),
                ),
                ("started_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "position",
                    models.PositiveIntegerField(default=0, help_text="Rows that are done."),
                ),
                (
                    "failures",
                    models.JSONField(
                        default=list, help_text="Code and reason of what was refused."
                    ),
                ),
                ("finished_at", models.DateTimeField(null=True)),
            ],
            options={
                "default_permissions": (),
            },
        ),
    ]
