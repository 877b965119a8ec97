"""Addresses that mail comes back from, and events of nobody known."""

import pytest

from accounts.models import BouncedAddress, SecurityEvent, User
from accounts.selectors import is_bounced, list_bounced_users, list_reachable_users, with_bounces
from accounts.services.bounced_addresses import MAX_REASON_LENGTH, clear_bounce, mark_bounced
from accounts.services.security_events import (
    SecurityEventKind,
    mark_seen,
    record_security_event,
)
from accounts.tests.factories import create_user

pytestmark = pytest.mark.django_db


def test_an_address_is_marked_once_and_freed_however_it_is_written():
    mark_bounced(email="Mai@Xa.Example", reason=f" 550\n  5.1.1 {'a' * MAX_REASON_LENGTH}")
    mark_bounced(email="mai@xa.example", reason="later")
    [mark] = BouncedAddress.objects.all()
    assert mark.reason.startswith("550 5.1.1 a") and len(mark.reason) == MAX_REASON_LENGTH
    assert is_bounced("MAI@xa.example") and not is_bounced("lan@xa.example")
    clear_bounce(email="lan@xa.example")
    assert is_bounced("mai@xa.example")
    clear_bounce(email="MAI@Xa.example")
    assert not is_bounced("mai@xa.example")


def test_who_is_active_and_takes_mail_is_reachable():
    names = {"mai": {}, "lan": {}, "an": {"email": ""}, "ba": {"is_active": False}}
    people = {
        name: create_user(name, **{"email": f"{name}@xa.example"} | fields)
        for name, fields in names.items()
    }
    mark_bounced(email="lan@xa.example", reason="550")
    users = User.objects.filter(pk__in=[person.pk for person in people.values()])
    assert [*list_bounced_users(users)] == [people["lan"]]
    assert [*list_reachable_users(users)] == [people["mai"]]
    assert {person.username for person in with_bounces(users) if person.has_bounced} == {"lan"}


def test_an_event_names_the_person_as_it_was_or_nobody(ict_admin):
    mai = create_user("mai", first_name="Mai", last_name="Nông")
    record_security_event(SecurityEventKind.ROLE_CHANGED, user=None, detail="a" * 501)
    record_security_event(SecurityEventKind.ROLE_CHANGED, user=mai, detail="b")
    record_security_event(SecurityEventKind.ROLE_CHANGED, user=ict_admin, detail="c")
    nobody, somebody, plain = SecurityEvent.objects.order_by("pk")
    assert (nobody.user_name, len(nobody.detail)) == ("", 500)
    assert somebody.user_name == mai.get_full_name() != "mai"
    assert plain.user_name == (ict_admin.get_full_name() or ict_admin.username)
    assert mark_seen(keys=[nobody.pk], by=ict_admin) == 1
    assert mark_seen(keys=[nobody.pk, somebody.pk], by=mai) == 1
    nobody.refresh_from_db()
    assert nobody.seen_by == ict_admin and SecurityEvent.objects.unseen().get() == plain
