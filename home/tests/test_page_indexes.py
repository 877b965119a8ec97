"""PostgreSQL finds pages near the root, and those in the trash, without reading all of them."""

import pytest
from django.db import connection
from wagtail.models import Page

from home.models import exclude_trash

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
    ],
)
@pytest.mark.usefixtures("health")
def test_pages_are_found_by_an_index(pages, index):
    with connection.cursor() as cursor:
        # Of so few pages reading all would be cheaper.
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert index in pages().explain()
