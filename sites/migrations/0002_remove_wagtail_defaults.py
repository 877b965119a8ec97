"""Take away what Wagtail's own migrations put in.

The welcome page and its site would answer for every unknown host; the default groups and the
default workflow reach over all agencies.
"""

from django.db import migrations


def remove_defaults(apps, schema_editor):
    get = apps.get_model
    get("wagtailcore", "Site").objects.all().delete()
    get("wagtailcore", "WorkflowPage").objects.all().delete()
    get("wagtailcore", "WorkflowTask").objects.all().delete()
    get("wagtailcore", "GroupApprovalTask").objects.all().delete()
    get("wagtailcore", "Task").objects.all().delete()
    get("wagtailcore", "Workflow").objects.all().delete()
    for model in ("GroupPagePermission", "GroupCollectionPermission"):
        get("wagtailcore", model).objects.filter(group__name__in=["Editors", "Moderators"]).delete()
    get("auth", "Group").objects.filter(name__in=["Editors", "Moderators"]).delete()
    get("wagtailcore", "Page").objects.filter(depth=2).delete()
    get("wagtailcore", "Page").objects.filter(depth=1).update(numchild=0)


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0001_initial"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtailadmin", "0006_formstate"),
        ("wagtailimages", "0027_image_description"),
        ("wagtaildocs", "0014_alter_document_file_size"),
    ]

    operations = [migrations.RunPython(remove_defaults, migrations.RunPython.noop)]
