"""Which bulletins the nightly check reads where, if a night is too short for all of them."""

from collections import Counter
from datetime import date, timedelta
from itertools import chain, product

import pytest
from django.utils import timezone

from bulletins.services import lifecycle
from bulletins.tests.factories import publish_bulletin, publish_emergency
from responses.models import DisplayRun
from responses.selectors import rota
from sites.models import Agency

LONG_AGO = timezone.now() - timedelta(days=30)
MONDAY = date(2026, 11, 30)


@pytest.fixture
def websites(db):
    """A province and its units."""
    return list(Agency.objects.select_related("parent").prefetch_related("groups"))


@pytest.fixture
def limit(monkeypatch, websites):
    """Let a night read so many bulletins of each website, on average."""
    return lambda each: monkeypatch.setattr(rota, "MAX_PAGES", each * len(websites))


def publish_some(number, title="Tin", publish=publish_bulletin, **fields):
    return {publish(f"{title} {place}", **fields).pk for place in range(number)}


def grow_old(bulletins):
    """Let nobody have asked for checks of them lately."""
    DisplayRun.objects.filter(bulletin__in=bulletins).update(asked_at=LONG_AGO)


def list_due(websites, days=0):
    """Pairs of bulletin and website that are read in a night, so many days after the first."""
    tonight = rota.Rota(MONDAY + timedelta(days))
    return {(bulletin, each.pk) for each in websites for bulletin in tonight.list_due(each)}


def get_pages(bulletins, websites):
    return set(product(bulletins, [each.pk for each in websites]))


def test_pages_take_turns_where_there_are_too_many_for_one_night(websites, limit):
    emergency, new = publish_some(1, "Lũ", publish_emergency), publish_some(1, "Mới")
    quiet = publish_some(8)
    grow_old([*emergency, *quiet])
    pages = get_pages(emergency | new | quiet, websites)
    assert list_due(websites) == pages
    # Of each website one that is urgent, one that is new, and one of the others.
    limit(4)
    nights = [list_due(websites, days) for days in range(8)]
    often = get_pages(emergency | new, websites)
    assert all(often <= night for night in nights)
    seldom = Counter(chain.from_iterable(night - often for night in nights))
    assert set(seldom) == pages - often
    assert set(seldom.values()) == {1}
    # One bulletin is not read everywhere in one night and nowhere in the others.
    assert any(len({bulletin for bulletin, _agency in night - often}) > 1 for night in nights)


def test_much_that_is_urgent_leaves_room_for_the_others(websites, limit):
    pressing, new = publish_some(16, "Lũ", publish_emergency), publish_some(4, "Mới")
    quiet = publish_some(4)
    grow_old([*pressing, *quiet])
    limit(4)
    read = Counter(page for days in range(16) for page in list_due(websites, days))
    for bulletins, times in ((pressing, 1), (new, 4), (quiet, 4)):
        assert {read[page] for page in get_pages(bulletins, websites)} == {times}


def test_an_end_in_the_future_is_no_change(websites, limit):
    month = timedelta(days=30)
    dated = publish_some(8, valid_until=timezone.now() + month)
    over = publish_some(1, "Hết hạn", valid_until=timezone.now() - timedelta(days=1))
    long_over = publish_some(1, "Hết lâu", valid_until=timezone.now() - month)
    grow_old([*dated, *over, *long_over])
    assert list_due(websites) == get_pages(dated | over, websites)
    limit(4)
    assert all(get_pages(over, websites) <= list_due(websites, days) for days in range(8))


def test_what_has_ended_or_was_withdrawn_lately_is_read(websites, ict_publisher):
    ended, withdrawn = (publish_bulletin(title) for title in ("Kết thúc", "Gỡ"))
    lifecycle.end_bulletin(bulletin=ended, by=ict_publisher)
    lifecycle.withdraw_bulletin(bulletin=withdrawn, reason="Sai.", by=ict_publisher)
    grow_old([ended.pk, withdrawn.pk])
    assert list_due(websites) == get_pages([ended.pk, withdrawn.pk], websites)


def test_no_page_loses_its_turn_while_their_number_grows(websites, limit):
    quiet = publish_some(16)
    grow_old(quiet)
    read = set()
    for days in range(32):
        # As if there were more each night: rounds of 16 nights at first, then of 32.
        limit(20 / min(32, 9 + days))
        read |= list_due(websites, days)
    assert read == get_pages(quiet, websites)


def test_websites_read_first_what_is_for_them(websites, limit, health, district):
    own = publish_some(2, "Y tế", audience=[f"agency:{health.pk}"])
    others = publish_some(8, "Huyện", audience=["kind:district"])
    but = publish_some(1, "Trừ", audience=["all", f"-agency:{health.pk}"])
    grow_old([*own, *others, *but])
    limit(4)
    nights = [list_due(websites, days) for days in range(16)]
    assert all(get_pages(own, [health]) <= night for night in nights)
    read = Counter(page for night in nights for page in night)
    # What is for others must not be there, which is read in samples.
    assert {read[page] for page in get_pages(others | but, [health])} == {2}
    assert {read[page] for page in get_pages(others | but, [district])} == {4}
