"""What a unit is asked after a repetition, and how it says that it is done."""

from datetime import timedelta

import pytest
from django.utils import timezone

from bulletins.models import Placement
from bulletins.services.repetition import repeat_bulletin
from bulletins.tests.factories import create_placement, publish_bulletin
from desk.tests.html import find_section
from members.models import AuditEntry
from tests.html import get_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def repeated():
    bulletin = publish_bulletin("Tiêm chủng", audience=["kind:department"])
    repeat_bulletin(bulletin=bulletin, by=None)
    return bulletin


@pytest.fixture
def asked(sign_in):
    """What the person's dashboard asks to tell again: the link of each line."""

    def links(person):
        section = find_section(sign_in(person), "desk-needs")
        lines = section("li") if section else []
        return [line.a["href"] for line in lines if "Phát lại: Tiêm chủng" in get_text(line)]

    return links


def screen(bulletin, agency):
    return f"/admin/kenh-phat/{bulletin.pk}/?don-vi={agency.code}"


def done(bulletin, agency):
    return f"/admin/kenh-phat/{bulletin.pk}/da-phat-lai/?don-vi={agency.code}"


def test_a_unit_it_is_for_is_asked_to_tell_it_again_and_no_other(
    asked, repeated, health, health_editor, district_editor, ict_publisher
):
    assert asked(health_editor) == [screen(repeated, health)]
    assert asked(district_editor) == asked(ict_publisher) == []


def test_the_channels_ask_too_until_the_unit_says_that_it_is_done(
    asked, repeated, sign_in, health, health_editor, health_moderator
):
    client = sign_in(health_editor)
    page = client.get(screen(repeated, health)).content.decode()
    assert "Chúng tôi đã phát lại" in page and f'action="{done(repeated, health)}"' in page
    assert client.post(done(repeated, health)).url == screen(repeated, health)
    assert asked(health_editor) == asked(health_moderator) == []
    assert "Chúng tôi đã phát lại" not in client.get(screen(repeated, health)).content.decode()
    [entry] = AuditEntry.objects.filter(action="bulletins.retell")
    assert entry.person_name == "health-editor"


def test_the_next_repetition_asks_again(asked, repeated, sign_in, clock, health, health_editor):
    sign_in(health_editor).post(done(repeated, health))
    clock(timezone.now() + timedelta(days=1))
    repeat_bulletin(bulletin=repeated, by=None)
    assert asked(health_editor) == [screen(repeated, health)]


def test_after_three_days_nobody_is_asked(asked, repeated, clock, health_editor):
    clock(timezone.now() + timedelta(days=3))
    assert asked(health_editor) == []


def test_what_the_unit_has_added_stays_when_it_is_done(repeated, sign_in, health, health_editor):
    create_placement(repeated, health, local_note="Tầng 2.", pinned=True)
    sign_in(health_editor).post(done(repeated, health))
    placement = Placement.objects.get()
    assert (placement.local_note, placement.pinned, placement.retold) == ("Tầng 2.", True, 1)


@pytest.mark.parametrize("person", ["district_editor", "ict_publisher", "translator", "outsider"])
def test_nobody_else_says_it_for_the_unit(repeated, sign_in, request, health, person):
    client = sign_in(request.getfixturevalue(person))
    assert "Chúng tôi đã phát lại" not in client.get(screen(repeated, health)).content.decode()
    client.post(done(repeated, health))
    assert not Placement.objects.filter(retold__gt=0).exists()
