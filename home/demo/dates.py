"""Dates of the demo, relative to the day on which it is loaded."""

from datetime import date, timedelta

from django.utils import timezone


def days_ago(days: int) -> date:
    """Return the date ``days`` days before today."""
    return timezone.localdate() - timedelta(days=days)


def in_days(days: int | None) -> date | None:
    """Return the date ``days`` days after today (before, if negative), or None for None."""
    return None if days is None else days_ago(-days)
