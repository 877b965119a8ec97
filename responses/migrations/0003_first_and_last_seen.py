"""When each website was first and last seen to show a bulletin, and in which version."""

from django.db import migrations, models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Substr


def take_over_what_was_seen(apps, schema_editor):
    """What the checks so far say: the version seen last, since when, and until when."""
    checks = apps.get_model("responses", "DisplayCheck").objects
    right = Q(expected="shown", outcome="ok")
    checks.filter(shown_since__isnull=False).update(
        first_shown_at=F("shown_since"),
        last_shown_at=Case(When(right, then=F("checked_at")), default=F("shown_since")),
        # Of "key:version:state", where key and version have 12 digits each.
        shown_version=Substr("version", Value(14), Value(12)),
    )


class Migration(migrations.Migration):
    dependencies = [
        ("responses", "0002_elsewhere"),
    ]

    operations = [
        migrations.AddField(
            model_name="displaycheck",
            name="first_shown_at",
            field=models.DateTimeField(null=True, verbose_name="first seen"),
        ),
        migrations.AddField(
            model_name="displaycheck",
            name="last_shown_at",
            field=models.DateTimeField(null=True, verbose_name="last seen"),
        ),
        migrations.AddField(
            model_name="displaycheck",
            name="shown_version",
            field=models.CharField(
                db_default="", default="", max_length=12, verbose_name="version shown"
            ),
        ),
        migrations.RunPython(take_over_what_was_seen, migrations.RunPython.noop),
    ]
