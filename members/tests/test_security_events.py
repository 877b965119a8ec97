from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import SecurityEvent, SecurityEventKind
from accounts.services.security_events import mark_seen, record_security_event
from members.tasks import delete_old_events

SCREEN = "people:security_events"


def record(user, detail="Đăng nhập từ mạng lạ."):
    record_security_event(SecurityEventKind.UNFAMILIAR_SIGN_IN, user=user, detail=detail)


def test_an_administrator_sees_person_unit_and_what_happened(sign_in, ict_admin, health_editor):
    record(health_editor)
    page = sign_in(ict_admin).get(reverse(SCREEN)).content.decode()
    for words in ("health-editor", "Sở Y tế", "Đăng nhập từ mạng lạ."):
        assert words in page


@pytest.mark.parametrize(
    "name", ["health_editor", "health_moderator", "ict_publisher", "auditor", "outsider"]
)
def test_nobody_else_sees_or_acknowledges_them(sign_in, request, health_editor, name):
    record(health_editor)
    client = sign_in(request.getfixturevalue(name))
    event = SecurityEvent.objects.get()
    assert client.get(reverse(SCREEN)).status_code in {302, 404}
    assert client.post(reverse(SCREEN), {"seen": event.pk}).status_code in {302, 404}
    assert SecurityEvent.objects.unseen().exists()


def test_the_dashboard_counts_what_is_unseen_until_it_is_acknowledged(
    sign_in, ict_admin, health_editor
):
    client = sign_in(ict_admin)
    record(health_editor)
    assert reverse(SCREEN) in client.get(reverse("wagtailadmin_home")).content.decode()
    client.post(reverse(SCREEN), {"seen": SecurityEvent.objects.get().pk})
    assert SecurityEvent.objects.get().seen_by == ict_admin
    dashboard = client.get(reverse("wagtailadmin_home")).content.decode()
    assert reverse(SCREEN) not in dashboard


def test_an_event_outlives_the_account(sign_in, ict_admin, health_editor):
    record(health_editor)
    health_editor.delete()
    assert "health-editor" in sign_in(ict_admin).get(reverse(SCREEN)).content.decode()


@pytest.mark.parametrize("key", ["x", " 1", "+1", "１", "9" * 40, ""])
def test_what_is_no_key_acknowledges_nothing(sign_in, ict_admin, health_editor, key):
    record(health_editor)
    assert sign_in(ict_admin).post(reverse(SCREEN), {"seen": key}).status_code == 302
    assert SecurityEvent.objects.unseen().exists()


def test_an_undeclared_kind_is_refused(db):
    with pytest.raises(ValueError, match="mischief"):
        record_security_event("mischief", user=None, detail="")


def test_seen_events_are_deleted_after_a_year(health_editor, ict_admin, clock):
    record(health_editor)
    record(health_editor)
    mark_seen(keys=[SecurityEvent.objects.latest("pk").pk], by=ict_admin)
    clock(timezone.now() + timedelta(days=366))
    delete_old_events()
    assert [event.seen_by for event in SecurityEvent.objects.all()] == [None]
