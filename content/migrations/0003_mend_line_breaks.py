"""The queue mends the line breaks that versions before 1.1.0 stored in a form no editor reads."""

from django.db import migrations

from content.tasks import mend_line_breaks


def enqueue_mend(apps, schema_editor):
    # A new installation has none.
    if apps.get_model("wagtailcore", "Revision").objects.exists():
        mend_line_breaks.enqueue()


class Migration(migrations.Migration):
    dependencies = [
        ("content", "0002_name_the_roots"),
        ("django_tasks_database", "0021_conditional_partial_index_ordering"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [migrations.RunPython(enqueue_mend, migrations.RunPython.noop)]
