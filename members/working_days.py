"""Arithmetic with working days.

Working days are Monday to Friday except public holidays (Labour Code 45/2019, article 112), those
of the lunar calendar and the days moved by decree among them.
"""

from datetime import date, datetime, timedelta

from django.utils import timezone

from content.public_holidays import find_public_holiday

SATURDAY = 5
ONE_DAY = timedelta(days=1)


def is_working_day(day: date) -> bool:
    """Return whether ``day`` is a working day."""
    return day.weekday() < SATURDAY and not find_public_holiday(day)


def shift_working_days(moment: datetime, days: int) -> datetime:
    """Return the same time of day ``days`` working days later, or earlier if negative.

    ``moment``: aware datetime. A moment on a day that is no working day counts as the beginning
    of the next working day. Days are those of the current time zone (Asia/Ho_Chi_Minh, which has
    no daylight saving time).
    """
    moment = timezone.localtime(moment)
    while not is_working_day(moment.date()):
        moment = moment.replace(hour=0, minute=0, second=0, microsecond=0) + ONE_DAY
    step = ONE_DAY if days > 0 else -ONE_DAY
    for _day in range(abs(days)):
        moment += step
        while not is_working_day(moment.date()):
            moment += step
    return moment
