"""PostgreSQL finds pages near the root, in the trash and of a website without reading all."""

import pytest
from django.db import connection
from django.db.models import DateField
from wagtail.models import Page, get_page_models

from home.models import exclude_trash
from sites.permissions.ownership import with_home_path


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has no such indexes")
@pytest.mark.parametrize(
    ("pages", "index"),
    [
        (lambda: Page.objects.filter(depth=1), "pages_near_root"),
        (lambda: Page.objects.filter(depth=2).order_by("path"), "pages_near_root"),
        (lambda: exclude_trash(Page.objects.all()), "pages_in_trash"),
        (
            lambda: with_home_path(Page.objects.all()).filter(home_path__in=["00010002"]),
            "pages_of_a_home",
        ),
    ],
)
@pytest.mark.usefixtures("health")
def test_pages_are_found_by_an_index(pages, index):
    with connection.cursor() as cursor:
        # Of so few pages reading all, in whatever order, would be cheaper.
        for way in ("seqscan", "indexscan", "indexonlyscan"):
            cursor.execute(f"SET LOCAL enable_{way} = off")
    assert index in pages().explain()


def test_no_index_orders_the_pages_of_all_websites_by_date():
    # By it PostgreSQL would read thousands of websites backwards, to find twenty pages of one.
    own = [model for model in get_page_models() if model is not Page]
    dates = [
        field for model in own for field in model._meta.local_fields if isinstance(field, DateField)
    ]
    assert {"date", "issued_on"} <= {field.name for field in dates}
    assert [str(field) for field in dates if field.db_index] == []
