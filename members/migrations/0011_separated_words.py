from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0010_decisions_in_the_journal"),
    ]

    operations = [
        migrations.AddField(
            model_name="auditentry",
            name="is_separated",
            field=models.BooleanField(db_default=False, default=True),
        ),
        migrations.AddIndex(
            model_name="auditentry",
            index=models.Index(
                "id", condition=models.Q(("is_separated", False)), name="audit_unseparated"
            ),
        ),
    ]
