"""What a night reads again because it was wrong, and what it leaves to the following nights."""

from datetime import timedelta
from itertools import chain, product

import pytest
from django.utils import timezone

from bulletins.tests.factories import publish_bulletin
from responses.models import DisplayCheck, DisplayRun
from responses.selectors import rota
from responses.services import nightly_check
from responses.tests.factories import create_check
from sites.models import Agency, Failure
from tests.servers import count_requests, make_static_app

LONG_AGO = timezone.now() - timedelta(days=30)


@pytest.fixture
def too_much(health, district, monkeypatch):
    """What was wrong on two websites, the oldest first, in the order in which it is read.

    A night has room for the home pages and lists of both, and three bulletins: for half of it.
    """
    bulletins = [publish_bulletin(f"Tin {number}") for number in range(3)]
    pages = list(product(bulletins, (health, district)))
    for days, (bulletin, agency) in enumerate(pages):
        time = LONG_AGO + timedelta(days)
        create_check(bulletin, agency, first=None, last=time, outcome=Failure.NO_SERVER)
    monkeypatch.setattr(nightly_check, "MAX_PROBLEM_PAGES", 7)
    return [(bulletin.pk, agency.pk) for bulletin, agency in pages]


def pass_night():
    """The pages of bulletins that were read again."""
    saved = chain.from_iterable(nightly_check.check_problems(before=timezone.now()))
    return {(check.bulletin_id, check.agency_id) for check in saved}


def test_what_was_wrong_is_read_again_where_it_was_and_not_everywhere(web, health, monkeypatch):
    for number in range(4):
        publish_bulletin(f"Tin {number}")
    DisplayRun.objects.update(asked_at=LONG_AGO)
    nightly_check.check_everything()
    monkeypatch.setattr(rota, "MAX_PAGES", 4)
    units = Agency.objects.select_related("parent")
    due = {each.pk: rota.Rota(timezone.localdate()).list_due(each) for each in units}
    DisplayCheck.objects.filter(agency=health).update(outcome=Failure.NO_SERVER)
    others = DisplayCheck.objects.exclude(agency=health)
    before = {(check.bulletin_id, check.agency_id): check.checked_at for check in others}
    assert len(before) == 2 * 4
    nightly_check.check_everything()
    assert not DisplayCheck.objects.failing().exists()
    for check in others.all():
        page = (check.bulletin_id, check.agency_id)
        assert (check.checked_at > before[page]) is (check.bulletin_id in due[check.agency_id])


def test_what_the_night_has_read_is_not_read_again_as_a_problem(db, elsewhere):
    publish_bulletin()
    app, asked = count_requests(make_static_app("502 Bad Gateway"))
    with elsewhere(app):
        nightly_check.check_everything()
        first = asked.copy()
        asked.clear()
        nightly_check.check_everything()
    assert first == asked


def test_of_much_that_was_wrong_the_oldest_is_read_first(web, health, monkeypatch):
    bulletins = [publish_bulletin(f"Tin {number}") for number in range(3)]
    nightly_check.check_everything()
    for days, bulletin in enumerate(bulletins):
        checks = DisplayCheck.objects.filter(agency=health, bulletin=bulletin)
        checks.update(outcome=Failure.NO_SERVER, checked_at=LONG_AGO + timedelta(days))
    # Home page and list, and two bulletins.
    monkeypatch.setattr(nightly_check, "MAX_PROBLEM_PAGES", 4)
    read = list(nightly_check.check_problems(before=timezone.now()))
    assert [check.bulletin for checks in read for check in checks] == bulletins[:2]
    assert [check.bulletin for check in DisplayCheck.objects.failing()] == bulletins[2:]


@pytest.mark.parametrize(("status", "times"), [("502 Bad Gateway", 1), ("404 Not Found", 2)])
def test_more_that_is_wrong_than_a_night_has_room_for_takes_turns(
    elsewhere, too_much, status, times
):
    app, asked = count_requests(make_static_app(status))
    with elsewhere(app):
        for pages in (too_much[:3], too_much[3:]) * 2:
            assert pass_night() == set(pages)
            # What a website itself does wrong is looked at twice.
            assert asked.total() == 7 * times
            asked.clear()


def test_websites_that_do_not_answer_take_turns_too(elsewhere, too_much):
    with elsewhere(make_static_app("200 OK")):
        pass
    # Nobody listens at the address any more.
    for pages in (too_much[:3], too_much[3:]) * 2:
        assert pass_night() == set(pages)
    outcomes = DisplayCheck.objects.values_list("outcome", flat=True).distinct()
    assert list(outcomes) == [Failure.NO_SERVER]
