from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0010_edge_purge"),
    ]

    operations = [
        migrations.AddField(
            model_name="agency",
            name="qualifier_en",
            field=models.CharField(
                blank=True, db_default="", default="", editable=False, max_length=253
            ),
        ),
    ]
