from django.db import migrations, models

KINDS = [
    ("confirmation", "Bulletins to confirm, and reminders of them"),
    ("emergency", "Emergencies"),
    ("display", "Websites that do not show what they should"),
    ("feedback", "Messages from citizens"),
    ("bulletin", "New bulletins for your unit"),
    ("translation", "Texts to translate"),
    ("review", "Pages to look at again"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0005_submission_note"),
    ]

    operations = [
        migrations.AlterField(
            model_name="notification",
            name="kind",
            field=models.CharField(choices=KINDS, max_length=16),
        ),
        migrations.AlterField(
            model_name="notificationpreference",
            name="kind",
            field=models.CharField(choices=KINDS, max_length=16),
        ),
    ]
