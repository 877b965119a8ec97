"""Whether readers get the source in place of a translation."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Adds ``TranslationState.is_withheld``."""

    dependencies = [("agencies", "0015_waiting_translations_return")]
    operations = [
        migrations.AddField(
            model_name="translationstate",
            name="is_withheld",
            field=models.BooleanField(db_default=False, default=False),
        )
    ]
