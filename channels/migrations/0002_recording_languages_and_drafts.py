import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import channels.models


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0001_initial"),
        ("channels", "0001_initial"),
        ("wagtailcore", "0098_apitoken"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RecordingLanguage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        help_text="Of ISO 639-3 or BCP 47: tyz for Tày, nut for Nùng.",
                        max_length=35,
                        unique=True,
                        validators=[channels.models.validate_language_tag],
                        verbose_name="code",
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        help_text="As its speakers write it; people find their button by it.",
                        max_length=60,
                        verbose_name="own name",
                    ),
                ),
                (
                    "name_vi",
                    models.CharField(
                        help_text="As it stands in a sentence: tiếng Tày.",
                        max_length=60,
                        verbose_name="name in Vietnamese",
                    ),
                ),
                (
                    "is_offered",
                    models.BooleanField(
                        default=True,
                        help_text=(
                            "Without it, recordings that are there stay and no new ones are made."
                        ),
                        verbose_name="for new recordings",
                    ),
                ),
            ],
            options={
                "verbose_name": "language of recordings",
                "verbose_name_plural": "languages of recordings",
                "ordering": ["pk"],
            },
        ),
        migrations.RemoveConstraint(model_name="bulletinrecording", name="recording_once"),
        # The column stays as it is, for the processes of 1.0.0, and fills itself from now on.
        migrations.AlterField(
            "bulletinrecording", "language", models.CharField(db_default="", max_length=3)
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RenameField("bulletinrecording", "language", "former_code"),
                migrations.AlterField(
                    "bulletinrecording",
                    "former_code",
                    models.CharField(db_column="language", db_default="", max_length=3),
                ),
            ]
        ),
        migrations.AddField(
            "bulletinrecording",
            "language",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="channels.recordinglanguage",
                verbose_name="language",
            ),
        ),
        migrations.AddField(
            "bulletinrecording",
            "agency",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="agencies.agency",
            ),
        ),
        migrations.AddField(
            "bulletinrecording", "size", models.PositiveIntegerField(db_default=0, default=0)
        ),
        migrations.AddField("bulletinrecording", "seconds", models.PositiveIntegerField(null=True)),
        migrations.AddField(
            "bulletinrecording", "is_levelled", models.BooleanField(db_default=False, default=False)
        ),
        migrations.AddField(
            "bulletinrecording",
            "transcript",
            models.TextField(
                blank=True,
                db_default="",
                default="",
                help_text=(
                    "In the language of the recording; for people who read it, or do not hear."
                ),
                max_length=5000,
                verbose_name="the words spoken",
            ),
        ),
        migrations.AddField("bulletinrecording", "published_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "bulletinrecording",
            "version",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="wagtailcore.revision",
            ),
        ),
        migrations.AddField(
            "bulletinrecording",
            "words",
            models.CharField(blank=True, db_default="", default="", max_length=64),
        ),
        migrations.AddField("bulletinrecording", "outdated_at", models.DateTimeField(null=True)),
    ]
