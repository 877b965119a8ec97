"""The list's query on PostgreSQL, which plans by what is in the table."""

from datetime import date, timedelta

import pytest
from django.db import connection
from wagtail.models import Locale

from bulletins.models import Bulletin, BulletinAudience

if connection.vendor == "postgresql":

    @pytest.fixture
    def many(db):
        locale = Locale.get_default()
        rows = Bulletin.objects.bulk_create(
            Bulletin(
                title=f"Tin {number}",
                slug=f"tin-{number}",
                summary="s",
                locale=locale,
                issued_on=date(2026, 1, 1) + timedelta(days=number % 700),
                live=number % 3 > 0,
            )
            for number in range(3000)
        )
        BulletinAudience.objects.bulk_create(
            BulletinAudience(bulletin=row, code="all") for row in rows
        )
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")

    def test_a_page_of_the_list_is_read_in_order_from_the_index_of_the_feed(many, health):
        visible = Bulletin.objects.visible_on(health).ordered_for_feed()[:21]
        plan = visible.explain()
        assert "bulletin_feed" in plan
        assert "Sort" not in plan
