"""Empties the shortcuts that websites began with, so that they show what people use most.

Only where they are as they were made: the same words, icons and addresses in the same order. What a
unit has changed in any way stays.
"""

import json

from django.db import migrations

# The second was news on websites without procedures.
STARTERS = (
    ("agency", "Chức năng, nhiệm vụ", ""),
    ("form", "Thủ tục", ""),
    ("document", "Văn bản", ""),
    ("bulletin", "Bản tin", "/ban-tin/"),
    ("people", "Tìm cơ quan", "/co-quan/"),
    ("contact", "Liên hệ", ""),
)
NEWS = ("news", "Tin tức", "")


def is_untouched(tasks):
    """Return whether the raw blocks are the shortcuts that a website began with."""
    found = [
        (value.get("icon"), value.get("label"), value.get("address") or "")
        for value in (block["value"] for block in tasks if block["type"] == "task")
    ]
    with_news = [STARTERS[0], NEWS, *STARTERS[2:]]
    return len(found) == len(tasks) and found in ([*STARTERS], with_news)


def empty_shortcuts(apps, schema_editor):
    HomePage = apps.get_model("home", "HomePage")
    Revision = apps.get_model("wagtailcore", "Revision")
    Agency = apps.get_model("agencies", "Agency")
    archived = Agency.objects.filter(status="archived").values("root_page")
    for page in HomePage.objects.exclude(pk__in=archived).iterator():
        if not is_untouched([*page.tasks.raw_data]):
            continue
        revision = Revision.objects.filter(pk=page.latest_revision_id).first()
        if revision is not None:
            if not is_untouched(json.loads(revision.content.get("tasks") or "[]")):
                continue
            revision.content["tasks"] = "[]"
            revision.save(update_fields=["content"])
        HomePage.objects.filter(pk=page.pk).update(tasks=[])


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0005_translator_languages"),
        ("home", "0004_opening_hours"),
    ]

    operations = [migrations.RunPython(empty_shortcuts, migrations.RunPython.noop)]
