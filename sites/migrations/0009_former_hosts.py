import django.db.models.deletion
from django.db import migrations, models

import sites.host_names


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0008_namesakes_and_shares"),
    ]

    operations = [
        migrations.CreateModel(
            name="FormerHost",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "hostname",
                    models.CharField(
                        max_length=253, validators=[sites.host_names.validate_host_name]
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="former_hosts",
                        to="agencies.agency",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("hostname", "agency"), name="former_host_once")
                ],
            },
        ),
    ]
