from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="searchentry",
            name="folds",
            field=models.TextField(blank=True, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="searchentry",
            name="exacts",
            field=models.TextField(blank=True, default=""),
            preserve_default=False,
        ),
        # Written anew with the index: the words had no accents.
        migrations.DeleteModel("VocabularyWord"),
        migrations.CreateModel(
            name="VocabularyWord",
            fields=[
                (
                    "written",
                    models.CharField(max_length=40, primary_key=True, serialize=False),
                ),
                ("fold", models.CharField(db_index=True, max_length=40)),
            ],
        ),
    ]
