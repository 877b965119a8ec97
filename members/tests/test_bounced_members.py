"""People whom no mail reaches."""

import pytest

from accounts.selectors import is_bounced
from accounts.services.bounced_addresses import mark_bounced
from accounts.tests.factories import create_user
from members.models import AuditEntry
from members.services.invitations import invite

WORDS = "Thư gửi tới địa chỉ này bị trả lại"


@pytest.fixture
def unreached(health_editor):
    mark_bounced(email=health_editor.email, reason="550 5.1.1")
    return health_editor


def unit(agency, rest=""):
    return f"/admin/people/units/{agency.pk}/{rest}"


def test_the_units_moderator_sees_whom_no_mail_reaches(
    sign_in, health, district, health_moderator, district_moderator, unreached
):
    client = sign_in(health_moderator)
    assert client.get(unit(health)).content.decode().count(WORDS) == 1
    assert f"Thư gửi tới {unreached.email} bị trả lại" in client.get("/admin/").content.decode()
    others = sign_in(district_moderator)
    assert WORDS not in others.get(unit(district)).content.decode()
    assert unreached.email not in others.get("/admin/").content.decode()


def test_ict_sees_it_in_the_list_of_everybody_and_on_the_persons_own_screen(
    sign_in, ict_admin, unreached
):
    client = sign_in(ict_admin)
    assert f"{unreached.email} (thư bị trả lại)" in client.get("/admin/people/").content.decode()
    person = f"/admin/people/person/{unreached.pk}/"
    assert WORDS in client.get(person).content.decode()
    assert client.post(f"{person}mail/")["Location"] == person
    assert not is_bounced(unreached.email)


def test_a_moderator_lets_mail_be_sent_again(sign_in, health, health_moderator, unreached):
    client, url = sign_in(health_moderator), unit(health, f"members/{unreached.pk}/mail/")
    assert url in client.get(unit(health)).content.decode()
    assert "Có, gửi trở lại" in client.get(url).content.decode()
    assert is_bounced(unreached.email)
    assert client.post(url)["Location"] == unit(health)
    assert not is_bounced(unreached.email)
    assert AuditEntry.objects.get(action="people.mail_again").agency == health
    assert url not in client.get(unit(health)).content.decode()


def test_nobody_else_does(sign_in, health, district, unreached, district_moderator):
    client = sign_in(district_moderator)
    for agency in (health, district):
        assert client.post(unit(agency, f"members/{unreached.pk}/mail/")).status_code == 404
    assert client.post(f"/admin/people/person/{unreached.pk}/mail/").status_code == 404
    assert is_bounced(unreached.email)


def test_another_address_has_no_mark(sign_in, health, health_moderator, unreached):
    unreached.email = "khac@backan.example"
    unreached.save()
    assert WORDS not in sign_in(health_moderator).get(unit(health)).content.decode()


def test_inviting_somebody_tries_their_address_again(health, health_moderator, mailoutbox):
    mark_bounced(email="moi@backan.example", reason="550")
    invite(agency=health, role="editors", email="moi@backan.example", by=health_moderator)
    assert not is_bounced("moi@backan.example") and len(mailoutbox) == 1


def test_the_list_asks_no_more_for_many_marks_than_for_one(
    sign_in, health, health_moderator, unreached, django_assert_max_num_queries
):
    client = sign_in(health_moderator)
    client.get(unit(health))
    with django_assert_max_num_queries(60) as few:
        client.get(unit(health))
    for number in range(5):
        person = create_user(f"n{number}", health.editors)
        mark_bounced(email=person.email, reason="550")
    with django_assert_max_num_queries(len(few)):
        client.get(unit(health))
