"""What a night reads again because it was wrong, and what it leaves to the following nights."""

from datetime import timedelta
from itertools import product

import pytest
from django.utils import timezone

from bulletins.tests.factories import publish_bulletin
from responses.models import DisplayCheck, DisplayRun
from responses.selectors import rota
from responses.services import nightly_check, verification
from responses.tasks import verify_all
from responses.tests.factories import create_check
from sites.models import Agency, Failure, HostCheck
from sites.tests.factories import create_host_check
from tests.servers import count_requests, make_static_app

LONG_AGO = timezone.now() - timedelta(days=30)


def publish_past(number):
    """Bulletins that ended so long ago that no night reads them, unless they were found wrong."""
    bulletins = [publish_bulletin(f"Tin {place}", valid_until=LONG_AGO) for place in range(number)]
    DisplayRun.objects.update(asked_at=LONG_AGO)
    return bulletins


def create_problem(bulletin, agency, days):
    """That a bulletin was found wrong, so many days after the first that was."""
    last = LONG_AGO + timedelta(days)
    create_check(bulletin, agency, first=None, last=last, outcome=Failure.NO_SERVER)


@pytest.fixture
def too_much(health, district, monkeypatch):
    """What was wrong on two websites, the oldest first, in the order in which it is read.

    A night has room for half of it: three pages.
    """
    pages = list(product(publish_past(3), (health, district)))
    for days, (bulletin, agency) in enumerate(pages):
        create_problem(bulletin, agency, days)
    monkeypatch.setattr(rota, "MAX_PAGES", 6)
    return [(bulletin.pk, agency.pk) for bulletin, agency in pages]


def pass_night():
    """The pages of bulletins that were read."""
    return {
        (check.bulletin_id, agency)
        for agency, checks in nightly_check.verify_displays(timezone.now())
        for check in checks
    }


def test_what_was_wrong_is_read_again_where_it_was_and_not_everywhere(
    web, health, monkeypatch, today
):
    for number in range(4):
        publish_bulletin(f"Tin {number}")
    DisplayRun.objects.update(asked_at=LONG_AGO)
    verify_all.call()
    monkeypatch.setattr(rota, "MAX_PAGES", 8)
    units = Agency.objects.select_related("parent")
    tonight = rota.Rota(today, room=8 - 4)
    due = {(bulletin, each.pk) for each in units for bulletin in tonight.list_due(each)}
    wrong = DisplayCheck.objects.filter(agency=health)
    earlier = timezone.now() - timedelta(minutes=1)
    wrong.update(outcome=Failure.NO_SERVER, checked_at=earlier)
    assert len(due) < DisplayCheck.objects.count() == 3 * 4
    assert pass_night() == due | set(wrong.values_list("bulletin", "agency"))
    assert not DisplayCheck.objects.failing().exists()


def test_no_page_is_read_twice_because_it_was_wrong(db, elsewhere):
    publish_bulletin()
    app, asked = count_requests(make_static_app("502 Bad Gateway"))
    with elsewhere(app):
        verify_all.call()
        first = asked.copy()
        asked.clear()
        verify_all.call()
    assert first == asked


def test_of_much_that_was_wrong_the_oldest_is_read_first(web, health, monkeypatch):
    bulletins = publish_past(3)
    for days, bulletin in enumerate(bulletins):
        create_problem(bulletin, health, days)
    monkeypatch.setattr(rota, "MAX_PAGES", 4)
    assert pass_night() == {(bulletin.pk, health.pk) for bulletin in bulletins[:2]}
    assert [check.bulletin for check in DisplayCheck.objects.failing()] == bulletins[2:]


@pytest.mark.parametrize(("status", "times"), [("502 Bad Gateway", 1), ("404 Not Found", 2)])
def test_more_that_is_wrong_than_a_night_has_room_for_takes_turns(
    elsewhere, too_much, status, times
):
    app, asked = count_requests(make_static_app(status))
    with elsewhere(app):
        for pages in (too_much[:3], too_much[3:]) * 2:
            assert pass_night() == set(pages)
            # Home page and list of both; what a website itself does wrong is looked at twice.
            assert asked.total() == (4 + 3) * times
            asked.clear()


def test_websites_that_do_not_answer_take_turns_too(elsewhere, too_much):
    with elsewhere(make_static_app("200 OK")):
        pass
    # Nobody listens at the address any more.
    for pages in (too_much[:3], too_much[3:]) * 2:
        assert pass_night() == set(pages)
    outcomes = DisplayCheck.objects.values_list("outcome", flat=True).distinct()
    assert list(outcomes) == [Failure.NO_SERVER]


def test_a_night_begins_where_the_last_reading_was_the_longest_ago(
    web, monkeypatch, province, health, district
):
    monkeypatch.setattr(verification, "READ_AT_A_TIME", 1)
    bulletin = publish_bulletin()

    def list_read():
        tonight = nightly_check.verify_displays(timezone.now())
        return [check.agency for _agency, checks in tonight for check in checks]

    create_check(bulletin, health, last=LONG_AGO)
    create_check(bulletin, district, last=LONG_AGO - timedelta(days=1))
    assert list_read() == [province, district, health]
    # There is nothing to read where a name leads nowhere.
    create_host_check(province, failure=Failure.NO_NAME)
    assert list_read() == [district, health, province]


def test_a_night_ends_where_websites_keep_it_waiting(web, monkeypatch):
    monkeypatch.setattr(verification, "READ_AT_A_TIME", 1)
    publish_bulletin()
    monkeypatch.setattr(nightly_check, "MAX_DURATION", timedelta(0))
    monkeypatch.setattr(nightly_check, "NAMES_AT_A_TIME", 1)
    verify_all.call()
    assert (HostCheck.objects.count(), DisplayCheck.objects.count()) == (1, 1)
