"""Retry delays of failed tasks."""

from datetime import timedelta

# Attempts of one task, all within three hours: by then a failure of the network or of a mail server
# is over.
ATTEMPTS = 5


def delay(failures: int) -> timedelta:
    """Return the time until the next attempt: a minute, then five times as long each time.

    ``failures``: failed attempts so far, 1 or more.
    """
    return timedelta(minutes=5 ** (failures - 1))
