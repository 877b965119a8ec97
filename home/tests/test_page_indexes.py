"""PostgreSQL finds pages near the root, in the trash and of a website without reading all."""

import pytest
from django.db import connection
from wagtail.models import Page

from home.models import exclude_trash
from sites.permissions.ownership import with_home_path

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has no such indexes"),
]


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
