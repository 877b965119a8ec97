"""The two roots, which Wagtail calls “Root” in every language, are called in Vietnamese."""

from django.db import migrations

# As Wagtail's migrations make them; what somebody has called otherwise stays.
STOCK = "Root"
PAGES = "Các trang web"
COLLECTIONS = "Thư mục gốc"


def name_roots(apps, schema_editor):
    apps.get_model("wagtailcore", "Page").objects.filter(depth=1, title=STOCK).update(
        title=PAGES, draft_title=PAGES
    )
    apps.get_model("wagtailcore", "Collection").objects.filter(depth=1, name=STOCK).update(
        name=COLLECTIONS
    )


def name_them_back(apps, schema_editor):
    apps.get_model("wagtailcore", "Page").objects.filter(depth=1, title=PAGES).update(
        title=STOCK, draft_title=STOCK
    )
    apps.get_model("wagtailcore", "Collection").objects.filter(depth=1, name=COLLECTIONS).update(
        name=STOCK
    )


class Migration(migrations.Migration):
    dependencies = [("content", "0001_initial"), ("wagtailcore", "0098_apitoken")]

    operations = [migrations.RunPython(name_roots, name_them_back)]
