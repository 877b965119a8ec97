"""Ten refusals of one person within an hour are an event that ICT sees."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import SecurityEvent, SecurityEventKind
from bulletins.tests.factories import publish_bulletin
from home.tests.factories import publish_news

REPORTS = "/admin/reports/locked/"


def refused(client, times, url=REPORTS, method="get"):
    for _ in range(times):
        getattr(client, method)(url)


def events():
    return SecurityEvent.objects.filter(kind=SecurityEventKind.REPEATED_REFUSALS)


def test_nine_refusals_are_none(sign_in, health_editor):
    refused(sign_in(health_editor), 9)
    assert not events().exists()


def test_ten_of_one_person_are_one_event(sign_in, health_editor):
    refused(sign_in(health_editor), 25)
    assert [event.user for event in events()] == [health_editor]


def test_those_of_two_people_are_not_added_up(sign_in, health_editor, district_editor):
    refused(sign_in(health_editor), 9)
    refused(sign_in(district_editor), 9)
    assert not events().exists()


def test_two_people_are_two_events(sign_in, health_editor, district_editor):
    for person in (health_editor, district_editor):
        refused(sign_in(person), 10)
    assert {event.user for event in events()} == {health_editor, district_editor}


def test_those_of_one_hour_are_added_up(sign_in, health_editor, clock):
    refused(sign_in(health_editor), 6)
    clock(timezone.now() + timedelta(minutes=30))
    refused(sign_in(health_editor), 6)
    assert events().count() == 1


def test_another_hour_is_another_event(sign_in, health_editor, clock):
    refused(sign_in(health_editor), 6)
    clock(timezone.now() + timedelta(minutes=61))
    refused(sign_in(health_editor), 6)
    assert not events().exists()


@pytest.mark.django_db
def test_pages_of_others_count_as_refusals(sign_in, health_editor, district):
    url = f"/admin/pages/{publish_news(district, 'Tin huyện').pk}/edit/"
    refused(sign_in(health_editor), 10, url)
    assert events().count() == 1


def test_what_wagtail_denies_by_a_redirect_counts(sign_in, ict_author):
    client, url = sign_in(ict_author), "/admin/snippets/bulletins/bulletin/unpublish/{}/"
    url = url.format(publish_bulletin("Bản tin").pk)
    assert client.get(url).status_code == 302
    refused(client, 9, url)
    assert events().count() == 1


def test_an_address_that_is_none_does_not_count(sign_in, health_editor):
    refused(sign_in(health_editor), 12, "/admin/khong-co-gi/")
    assert not events().exists()


def test_a_lost_row_of_an_administrator_does_not_count(sign_in, ict_admin):
    refused(sign_in(ict_admin), 12, "/admin/pages/999999/edit/")
    assert not events().exists()


def test_a_refusal_writes_nothing_to_the_database(sign_in, health_editor):
    client = sign_in(health_editor)
    refused(client, 1)
    with CaptureQueriesContext(connection) as queries:
        refused(client, 1)
    written = [one["sql"] for one in queries if one["sql"].startswith(("INSERT", "UPDATE"))]
    assert not written


def test_who_is_asked_for_a_recent_proof_is_not_refused(sign_in, ict_admin, health):
    client = sign_in(ict_admin, ago=timedelta(minutes=16))
    assert client.post(f"/admin/agencies/archive/{health.pk}/").status_code == 403
    refused(client, 10, f"/admin/agencies/archive/{health.pk}/", "post")
    assert not events().exists()
