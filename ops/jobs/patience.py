"""How long to wait before what has failed is tried again."""

from datetime import timedelta

# Within three hours; what a network or a mail server does in that time is over by then.
ATTEMPTS = 5


def delay(failures: int) -> timedelta:
    """Return the time until the next attempt: a minute, then five times as long each time."""
    return timedelta(minutes=5 ** (failures - 1))
