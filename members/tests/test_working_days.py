"""Working days: over weekends and holidays, forwards and backwards."""

from datetime import UTC, date, datetime

import pytest
from django.utils import timezone, translation

from content.public_holidays import find_public_holiday
from members.working_days import is_working_day, shift_working_days


def at(month, day, hour=9, minute=30):
    return datetime(2026, month, day, hour, minute, tzinfo=timezone.get_default_timezone())


def test_weekends_and_holidays_are_no_working_days():
    days = [date(2026, 11, day) for day in (13, 14, 15, 16)]
    assert [is_working_day(day) for day in days] == [True, False, False, True]
    assert not is_working_day(date(2026, 9, 2))


def test_a_holiday_is_named_in_the_language_of_the_reader():
    assert find_public_holiday(date(2026, 11, 13)) == ""
    named = find_public_holiday(date(2026, 9, 2))
    with translation.override("en"):
        assert find_public_holiday(date(2026, 9, 2)) not in ("", named)


@pytest.mark.parametrize(
    ("moment", "days", "shifted"),
    [
        (at(11, 13), 1, at(11, 16)),
        (at(11, 16), -1, at(11, 13)),
        (at(11, 13), 6, at(11, 23)),
        (at(11, 13), 0, at(11, 13)),
        (at(11, 14), 0, at(11, 16, 0, 0)),
        (at(11, 15), 1, at(11, 17, 0, 0)),
        (at(4, 29), 1, at(5, 4)),
    ],
)
def test_a_moment_is_shifted_by_working_days(moment, days, shifted):
    assert shift_working_days(moment.astimezone(UTC), days) == shifted
