"""When collected visits are written: after a time, or after so many."""

from datetime import timedelta

import pytest
from django.utils import timezone

from home.models import ProcedureVisits
from home.services.visits import MAX_VISITS, MAX_WAITING, VisitCounter
from home.tests.factories import publish_procedure

pytestmark = pytest.mark.django_db


def list_counts():
    return sorted(ProcedureVisits.objects.values_list("page", "count"))


def test_visits_wait_until_a_minute_is_over_and_are_added_up(health, clock):
    page, other = publish_procedure(health, "Một"), publish_procedure(health, "Hai")
    gone = 10**9
    counter, now = VisitCounter(), timezone.now()
    for seconds, key in [(0, page.pk), (59, other.pk), (59, page.pk), (59, gone)]:
        clock(now + timedelta(seconds=seconds))
        counter.add(key)
    assert list_counts() == []
    clock(now + MAX_WAITING)
    counter.add(page.pk)
    assert list_counts() == [(page.pk, 3), (other.pk, 1)]
    counter.add(page.pk)
    assert list_counts() == [(page.pk, 3), (other.pk, 1)]
    clock(now + 2 * MAX_WAITING)
    counter.add(page.pk)
    assert list_counts() == [(page.pk, 5), (other.pk, 1)]


def test_so_many_visits_are_written_at_once(health, clock):
    page, counter = publish_procedure(health, "Một"), VisitCounter()
    clock(timezone.now())
    for _visit in range(MAX_VISITS - 1):
        counter.add(page.pk)
    assert list_counts() == []
    counter.add(page.pk)
    assert list_counts() == [(page.pk, MAX_VISITS)]
