"""Waiting until a page has come to rest."""

import contextlib

from playwright.sync_api import Page
from playwright.sync_api import TimeoutError as TookTooLong

# Longer than what a page fetches by itself; a connection that stays open would be waited for
# until the test fails.
MILLISECONDS = 5_000


def wait_for_rest(page: Page) -> None:
    """Wait until a page has loaded and has fetched what its scripts ask for.

    The first is waited for as long as for anything else. The second is no promise: there is no
    sign that a page will ask for nothing more, only that it has been quiet for half a second. So
    what a test needs to see, it expects by itself.
    """
    page.wait_for_load_state("load")
    with contextlib.suppress(TookTooLong):
        page.wait_for_load_state("networkidle", timeout=MILLISECONDS)
