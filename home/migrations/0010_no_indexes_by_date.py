import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    # By these indexes PostgreSQL read the newest pages of all websites, to find those of one.
    dependencies = [("home", "0009_indexes_of_pages")]

    operations = [
        migrations.AlterField(
            model_name="documentpage",
            name="issued_on",
            field=models.DateField(
                default=django.utils.timezone.localdate, verbose_name="date of issue"
            ),
        ),
        migrations.AlterField(
            model_name="newspage",
            name="date",
            field=models.DateField(default=django.utils.timezone.localdate, verbose_name="date"),
        ),
    ]
