"""Periodic tasks for ``accounts``, which lies below this app and cannot import the registry."""

from datetime import time

from accounts.sign_in_origins import delete_old_origins
from sites.schedule import daily


@daily(time(3, 25))
def delete_old_sign_in_origins() -> None:
    """Delete the fingerprints of where users signed in from, after 90 days."""
    delete_old_origins()
