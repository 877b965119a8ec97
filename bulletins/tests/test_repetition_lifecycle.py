"""Repetitions on the screens of the ICT department."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from bulletins.models import Bulletin
from bulletins.services.drafts import create_draft_from_earlier
from bulletins.tests.factories import ADMIN, make_bulletin_form, publish_bulletin
from members.models import AuditEntry
from members.tests.approval import PUBLISH

pytestmark = pytest.mark.django_db

MOMENT = datetime(2026, 11, 20, 10, 0, tzinfo=timezone.get_default_timezone())


@pytest.fixture
def publisher(sign_in, ict_publisher, clock):
    clock(MOMENT)
    return sign_in(ict_publisher)


@pytest.fixture
def bulletin(publisher):
    return publish_bulletin("Tiêm chủng", repeat_days=3)


def steering(bulletin, act=""):
    return f"/admin/dieu-hanh/{bulletin.pk}/{act}"


def words(client, bulletin):
    return " ".join(client.get(steering(bulletin)).content.decode().split())


def test_the_page_says_how_often_and_when_next(publisher, bulletin):
    assert "Mỗi 3 ngày; lần tới 08:00, 23/11/2026" in words(publisher, bulletin)


def test_the_page_says_that_it_ends_before_the_next_time(publisher):
    bulletin = publish_bulletin("Ngắn", repeat_days=3, valid_until=MOMENT + timedelta(days=2))
    assert "Mỗi 3 ngày; bản tin kết thúc trước lần tới" in words(publisher, bulletin)


def test_a_publisher_announces_it_again_at_once_and_the_rhythm_goes_on(publisher, bulletin):
    assert publisher.get(steering(bulletin, "nhac-lai/")).context["consequences"]
    assert publisher.post(steering(bulletin, "nhac-lai/")).url == steering(bulletin)
    page = words(publisher, bulletin)
    assert "Đã nhắc lại lúc 10:00, 20/11/2026 (lần 1)" in page
    assert "lần tới 08:00, 23/11/2026" in page
    [entry] = AuditEntry.objects.filter(action="bulletins.repeat")
    assert entry.person_name == "ict-publisher"


def test_on_the_day_of_a_repetition_the_rhythm_leaves_it_out(publisher, bulletin, clock):
    clock(MOMENT.replace(day=23, hour=7))
    publisher.post(steering(bulletin, "nhac-lai/"))
    assert "lần tới 08:00, 26/11/2026" in words(publisher, bulletin)


def test_once_a_day_is_enough(publisher, bulletin):
    publisher.post(steering(bulletin, "nhac-lai/"))
    again = publisher.post(steering(bulletin, "nhac-lai/"))
    assert again.context["form"].non_field_errors()
    assert Bulletin.objects.get().repeat_count == 1


def test_without_a_rhythm_it_is_announced_again_too(publisher):
    bulletin = publish_bulletin("Một lần")
    publisher.post(steering(bulletin, "nhac-lai/"))
    row = Bulletin.objects.get()
    assert (row.repeat_count, row.next_repeat_at) == (1, None)


@pytest.mark.parametrize("state", ["emergency", "expired", "not yet"])
def test_what_cannot_be_repeated_has_no_button_and_refuses(publisher, state):
    hour = timedelta(hours=1)
    fields = {
        "emergency": {"urgency": "emergency", "instruction": "Rời.", "valid_until": MOMENT + hour},
        "expired": {"valid_until": MOMENT - hour},
        "not yet": {"valid_from": MOMENT + hour},
    }
    bulletin = publish_bulletin("Tin", **fields[state])
    assert steering(bulletin, "nhac-lai/") not in words(publisher, bulletin)
    publisher.post(steering(bulletin, "nhac-lai/"))
    assert Bulletin.objects.get().repeat_count == 0


@pytest.mark.parametrize("person", ["ict_author", "translator", "health_moderator", "outsider"])
def test_nobody_else_announces_again(sign_in, request, bulletin, person):
    client = sign_in(request.getfixturevalue(person))
    assert steering(bulletin, "nhac-lai/") not in words(client, bulletin)
    client.post(steering(bulletin, "nhac-lai/"))
    assert Bulletin.objects.get().repeat_count == 0


def typed(**fields):
    until = f"{MOMENT + timedelta(days=5):%d/%m/%Y %H:%M}"
    return make_bulletin_form(valid_until=until, **fields) | PUBLISH


def test_the_rhythm_is_set_in_the_form(publisher):
    publisher.post(f"{ADMIN}add/", typed(repeat_days="3"))
    assert Bulletin.objects.get().next_repeat_at == MOMENT.replace(day=23, hour=8)


@pytest.mark.parametrize(
    "fields",
    [
        {"repeat_days": "0"},
        {"repeat_days": "366"},
        {"repeat_days": "3", "urgency": "emergency", "instruction": "Rời nhà."},
    ],
)
def test_a_rhythm_that_cannot_be_is_refused_at_its_field(publisher, fields):
    answer = publisher.post(f"{ADMIN}add/", typed(**fields))
    assert set(answer.context["form"].errors) == {"repeat_days"}
    assert not Bulletin.objects.exists()


def test_a_bulletin_that_starts_from_an_earlier_one_is_announced_once(bulletin):
    assert create_draft_from_earlier(bulletin, by=None).repeat_days is None
