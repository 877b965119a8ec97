"""What the list says of a bulletin is true, and its filter says the same."""

from datetime import timedelta

import pytest
from django.utils import timezone

from bulletins.models import Bulletin
from bulletins.selectors.status import BulletinStatus
from bulletins.services.lifecycle import end_bulletin, withdraw_bulletin
from bulletins.tests.factories import ADMIN, create_draft, publish_bulletin, translate

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
NAMES = {
    "draft": "Bản nháp",
    "awaiting": "Chờ duyệt",
    "upcoming": "Sắp đăng",
    "in-force": "Đang hiển thị",
    "expired": "Hết hạn",
    "ended": "Đã kết thúc",
    "withdrawn": "Đã thu hồi",
    "unpublished": "Đã gỡ xuống",
}


@pytest.fixture
def all_kinds(ict_author, ict_publisher):
    """One bulletin of each status, whose address it is; of some a translation that is live."""
    now = timezone.now()
    create_draft("Nháp", slug="draft")
    waiting = create_draft("Chờ", slug="awaiting")
    waiting.get_workflow().start(waiting, ict_author)
    publish_bulletin("Sắp", slug="upcoming", valid_from=now + HOUR)
    translate(publish_bulletin("Đang", slug="in-force"), "Now")
    publish_bulletin("Hết", slug="expired", valid_until=now - HOUR)
    ended = publish_bulletin("Xong", slug="ended", valid_until=now + HOUR)
    translate(ended, "Over")
    end_bulletin(bulletin=ended, by=ict_publisher)
    wrong = publish_bulletin("Nhầm", slug="withdrawn")
    translate(wrong, "Wrong")
    withdraw_bulletin(bulletin=wrong, reason="Nhầm.", by=ict_publisher)
    publish_bulletin("Gỡ", slug="unpublished").unpublish()


def test_every_row_says_its_status_and_is_found_by_it_alone(sign_in, ict_publisher, all_kinds):
    client = sign_in(ict_publisher)
    rows = client.get(ADMIN).context["object_list"]
    assert {(row.slug, row.status_label) for row in rows} == set(NAMES.items())
    for status in BulletinStatus.values:
        listed = client.get(ADMIN, {"status": status}).context["object_list"]
        expected = Bulletin.objects.filter(slug=status)
        assert {row.pk for row in listed} == {row.pk for row in expected}, status


def test_a_changed_version_that_waits_is_said_and_found(sign_in, ict_publisher, ict_author):
    bulletin = publish_bulletin("Rét")
    bulletin.title = "Rét đậm"
    bulletin.save_revision()
    client = sign_in(ict_publisher)
    assert "Bản sửa chưa đăng" in client.get(ADMIN).content.decode()
    bulletin.get_workflow().start(bulletin, ict_author)
    page = client.get(ADMIN, {"status": "awaiting"}).content.decode()
    assert "Bản sửa đang chờ duyệt" in page and "Đang hiển thị" in page


def test_a_unit_reads_the_status_in_its_own_list(sign_in, health, health_editor, ict_publisher):
    publish_bulletin("Mới")
    end_bulletin(bulletin=publish_bulletin("Xong"), by=ict_publisher)
    client, path = sign_in(health_editor), f"/admin/ban-tin/{health.pk}/"
    page = client.get(path).content.decode()
    assert "Đang hiển thị" in page and "Xong" not in page
    page = client.get(path, {"state": "expired"}).content.decode()
    assert "Đã kết thúc" in page
