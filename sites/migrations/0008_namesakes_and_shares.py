import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0007_table_runs"),
    ]

    operations = [
        migrations.AddField(
            model_name="agency",
            name="qualifier",
            field=models.CharField(
                blank=True, db_default="", default="", editable=False, max_length=253
            ),
        ),
        migrations.AddField(
            model_name="agency",
            name="ends_on",
            field=models.DateField(
                blank=True, editable=False, null=True, verbose_name="will end on"
            ),
        ),
        migrations.AlterField(
            model_name="cacheversion",
            name="code",
            field=models.CharField(max_length=100, primary_key=True, serialize=False),
        ),
        # The table of the plain relation gets a model, and stays where it is.
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="Succession",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "from_agency",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="successions",
                                to="agencies.agency",
                            ),
                        ),
                        (
                            "to_agency",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="successions_to",
                                to="agencies.agency",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "succession",
                        "verbose_name_plural": "successions",
                        "db_table": "agencies_agency_successors",
                        "unique_together": {("from_agency", "to_agency")},
                    },
                ),
                migrations.AlterField(
                    model_name="agency",
                    name="successors",
                    field=models.ManyToManyField(
                        blank=True,
                        related_name="predecessors",
                        through="agencies.Succession",
                        through_fields=("from_agency", "to_agency"),
                        to="agencies.agency",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="succession",
            name="share",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                max_length=200,
                verbose_name="part taken over",
            ),
        ),
    ]
