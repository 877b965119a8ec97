"""Give every agency the province it belongs to, and keys for searching that have no limit."""

import django.db.models.deletion
from django.db import migrations, models


def name_the_province(apps, schema_editor):
    """Until now the first active province was everyone's."""
    agencies = apps.get_model("agencies", "Agency").objects
    provinces = agencies.filter(kind="province", status="active").order_by("sort_key")
    if province := provinces.first():
        agencies.exclude(kind="province").update(parent=province)


class Migration(migrations.Migration):
    dependencies = [("agencies", "0002_remove_wagtail_defaults")]

    operations = [
        migrations.AddField(
            model_name="agency",
            name="parent",
            field=models.ForeignKey(
                blank=True,
                help_text="The province that the unit belongs to.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="children",
                to="agencies.agency",
                verbose_name="province",
            ),
        ),
        migrations.AlterField(
            model_name="agency",
            name="search_key",
            field=models.TextField(default="", editable=False),
        ),
        migrations.AddConstraint(
            model_name="agency",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind", "province"), _negated=True)
                | models.Q(("parent", None)),
                name="province_has_no_parent",
                violation_error_message="A province belongs to no other.",
            ),
        ),
        migrations.RunPython(name_the_province, migrations.RunPython.noop),
    ]
