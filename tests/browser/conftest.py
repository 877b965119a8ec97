"""A browser on the running demo. A test also fails for what the browser complains about."""

import fcntl
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, WebError, expect

from tests.browser.axe import write_record
from tests.browser.server import ADMIN, Demo, load_demo, serve_demo
from tests.chromium import LAUNCH_ARGS, find_or_install
from tests.template_database import copy_kept_file

# Enough for a busy machine, and no more where something will never come.
MILLISECONDS = 90_000
SECONDS_OF_A_PROOF = 600
expect.set_options(timeout=MILLISECONDS)
UNFINISHED = r"status of 400 .*/admin/.*/(add|edit)/"
# What has to see the demo as it was loaded.
UNTOUCHED = {"test_looks.py", "test_outline.py", "test_same_bulletin.py"}


def pytest_collection_modifyitems(items):
    for item in items:
        if item.path.is_relative_to(__file__.rpartition("/")[0]):
            item.add_marker(pytest.mark.browser)
    # The others write on websites of the same demo.
    items.sort(key=lambda item: item.path.name not in UNTOUCHED)


@pytest.fixture(scope="session")
def loaded(tmp_path_factory, worker_id) -> Path:
    """Where the demo has been loaded, once for all processes of the run."""
    place = tmp_path_factory.getbasetemp()
    if worker_id != "master":
        place = place.parent
    directory, unfinished = place / "demo", place / "demo-unfinished"
    with (place / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not directory.exists():
            unfinished.mkdir()
            # Saves "migrate" a minute.
            copy_kept_file(unfinished / "db.sqlite3")
            load_demo(unfinished)
            unfinished.rename(directory)
    return directory


@pytest.fixture(scope="session")
def demo(loaded) -> Iterator[Demo]:
    with serve_demo(loaded=loaded) as running:
        yield running


@pytest.fixture(scope="session")
def browser_type_launch_args():
    return {"executable_path": find_or_install(), "args": LAUNCH_ARGS}


@pytest.fixture(scope="session")
def browser_context_args():
    return {"locale": "vi-VN", "viewport": {"width": 1366, "height": 768}}


def pytest_sessionfinish():
    write_record()


class Complaints:
    """What a browser puts on its console as an error during one test.

    Scripts that fail are there, and so is everything the security policy stops.
    """

    def __init__(self) -> None:
        self.found: list[str] = []
        # Wagtail saves by itself what still lacks something, and is told so.
        self.expected: list[str] = [UNFINISHED]

    def listen_to(self, context: BrowserContext) -> None:
        context.on("console", self._hear_message)
        context.on("weberror", self._hear_error)

    def expect(self, part: str) -> None:
        """Accept those that hold ``part``, for pages that have to fail."""
        self.expected.append(re.escape(part))

    @property
    def unexpected(self) -> list[str]:
        return [
            one for one in self.found if not any(re.search(part, one) for part in self.expected)
        ]

    def _hear_message(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.found.append(f"{message.text} ({message.location['url']})")

    def _hear_error(self, error: WebError) -> None:
        self.found.append(str(error.error))


@pytest.fixture
def complaints() -> Iterator[Complaints]:
    heard = Complaints()
    yield heard
    assert heard.unexpected == []


@pytest.fixture
def new_context(complaints, new_context) -> Callable[..., BrowserContext]:
    """pytest-playwright's, and heard: ``context`` and ``page`` come from here too."""

    def listened(**options: object) -> BrowserContext:
        context = new_context(**options)
        context.set_default_timeout(MILLISECONDS)
        complaints.listen_to(context)
        return context

    return listened


@pytest.fixture(scope="session")
def open_sessions() -> dict[str, tuple[float, list]]:
    """The cookies of people who have signed in, by name, with the time of it.

    What gives rights asks again who somebody is after a quarter of an hour: they sign in anew.
    """
    return {}


@pytest.fixture
def sign_in(demo, page, open_sessions) -> Callable[..., Page]:
    """The admin's front page, signed in as one of the demo's people.

    Whoever has a session from an earlier test goes on with it, unless it is to be a new one.
    ``window``: where it is to be, instead of the test's own page.
    """
    front = demo.url(ADMIN, "/admin/")
    own = page

    def as_person(name: str, *, anew: bool = False, window: Page | None = None) -> Page:
        page = window or own
        since, cookies = open_sessions.get(name, (0, []))
        if not anew and time.monotonic() - since < SECONDS_OF_A_PROOF:
            page.context.add_cookies(cookies)
        page.goto(front)
        if page.url != front:
            page.locator("[name=login]").fill(name)
            page.locator("[name=password]").fill(demo.passwords[name])
            page.get_by_role("button", name="Đăng nhập", exact=True).click()
            page.wait_for_url(front)
            since = time.monotonic()
        open_sessions[name] = (since, page.context.cookies())
        return page

    return as_person
