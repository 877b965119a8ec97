"""Dates of the demo, which count from the day it is loaded."""

from datetime import date, timedelta

from django.utils import timezone


def days_ago(days: int) -> date:
    """Return the day so many days before today."""
    return timezone.localdate() - timedelta(days=days)


def in_days(days: int | None) -> date | None:
    """Return the day so many days from today, before it where they are negative."""
    return None if days is None else days_ago(-days)
