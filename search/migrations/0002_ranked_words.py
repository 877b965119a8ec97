from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="searchentry",
            name="folds",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        migrations.AddField(
            model_name="searchentry",
            name="exacts",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        # Written anew with the index: the words had no accents. The former table stays for the
        # processes of 1.0.0.
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.DeleteModel("VocabularyWord")]
        ),
        migrations.CreateModel(
            name="VocabularyWord",
            fields=[
                (
                    "written",
                    models.CharField(max_length=40, primary_key=True, serialize=False),
                ),
                ("fold", models.CharField(db_index=True, max_length=40)),
            ],
            options={"db_table": "search_vocabulary"},
        ),
    ]
