"""What a bulletin is just before, at and just after each of its moments."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from bulletins.models import Bulletin, Urgency
from bulletins.selectors.paging import Cursor
from bulletins.selectors.status import BulletinStatus, get_status
from bulletins.services.repetition import find_next_repetition, is_office_time

NOW = datetime(2026, 11, 24, 7, 52, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)
DAY = timedelta(days=1)


def make(**fields):
    return Bulletin(**{"live": True, "first_published_at": NOW - DAY} | fields)


def test_the_earlier_of_two_ends_counts():
    assert make().in_force_until is None and not make().is_expired(NOW)
    assert make(valid_until=NOW, ended_at=NOW + DAY).in_force_until == NOW
    assert make(valid_until=NOW + DAY, ended_at=NOW).in_force_until == NOW


@pytest.mark.parametrize("name", ["valid_until", "ended_at"])
def test_it_is_over_from_its_end_on(name):
    assert make(**{name: NOW}).is_expired(NOW)
    assert not make(**{name: NOW + MOMENT}).is_expired(NOW)


def test_an_end_is_told_for_a_day_from_its_moment_on():
    ended = make(urgency=Urgency.EMERGENCY, ended_at=NOW)
    told = [NOW, NOW + DAY - MOMENT]
    assert all(map(ended.is_recently_ended, told))
    assert not any(map(ended.is_recently_ended, [NOW - MOMENT, NOW + DAY]))
    assert not make(urgency=Urgency.ROUTINE, ended_at=NOW).is_recently_ended(NOW)
    assert not make(urgency=Urgency.EMERGENCY).is_recently_ended(NOW)


def test_it_was_shown_from_when_it_was_both_published_and_valid():
    bulletin = make(first_published_at=NOW, valid_from=NOW)
    assert bulletin.was_shown_before(NOW) and not bulletin.was_shown_before(NOW - MOMENT)
    assert make(first_published_at=NOW).was_shown_before(NOW)
    assert not make(first_published_at=NOW, valid_from=NOW + MOMENT).was_shown_before(NOW)
    assert not make(first_published_at=None).was_shown_before(NOW)


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({}, BulletinStatus.IN_FORCE),
        ({"valid_from": NOW}, BulletinStatus.IN_FORCE),
        ({"valid_from": NOW + MOMENT}, BulletinStatus.UPCOMING),
        ({"valid_until": NOW}, BulletinStatus.EXPIRED),
        ({"valid_until": NOW + MOMENT}, BulletinStatus.IN_FORCE),
        ({"valid_until": NOW, "ended_at": NOW}, BulletinStatus.ENDED),
        ({"ended_at": NOW + MOMENT}, BulletinStatus.IN_FORCE),
        ({"ended_at": NOW, "withdrawn_at": NOW}, BulletinStatus.WITHDRAWN),
    ],
)
def test_its_status_changes_at_the_moment_itself(fields, status):
    assert get_status(make(**fields), at=NOW) == status


def test_a_translation_that_is_live_has_the_status_of_its_source():
    source = make(ended_at=NOW)
    assert get_status(make(), source=source, at=NOW) == BulletinStatus.ENDED


def test_it_is_announced_again_only_before_its_end():
    due = SimpleNamespace(next_repeat_at=NOW, in_force_until=NOW + MOMENT)
    assert find_next_repetition(due) == NOW
    assert find_next_repetition(SimpleNamespace(next_repeat_at=NOW, in_force_until=None)) == NOW
    assert find_next_repetition(SimpleNamespace(next_repeat_at=NOW, in_force_until=NOW)) is None
    assert find_next_repetition(SimpleNamespace(next_repeat_at=None, in_force_until=NOW)) is None


@pytest.mark.parametrize(
    ("hour", "minute", "is_open"),
    [(7, 59, False), (8, 0, True), (18, 59, True), (19, 0, False)],
)
def test_minor_notifications_go_out_between_eight_and_seven(hour, minute, is_open):
    here = timezone.get_default_timezone()
    moment = datetime(2026, 11, 24, hour, minute, tzinfo=here)
    assert is_office_time(moment) is is_office_time(moment.astimezone(UTC)) is is_open


@pytest.mark.parametrize(
    ("text", "is_place"),
    [
        (f"{Urgency.ROUTINE}.2026-11-24.7", True),
        (f"{Urgency.ROUTINE}.2026-11-24.", False),
        (f"{Urgency.ROUTINE}.2026-11-24.-7", False),
        (f"{Urgency.ROUTINE}.2026-11-31.7", False),
        (f"{Urgency.ROUTINE}.7", False),
        ("no.2026-11-24.7", False),
        (f"{Urgency.ROUTINE}.2026-11-24.{'9' * 500}", False),
        ("", False),
    ],
)
def test_only_a_whole_place_in_a_list_is_read(text, is_place):
    assert (Cursor.parse(text) is not None) is is_place
