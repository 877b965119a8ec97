"""What editors wrote, shown to an ICT administrator: nothing of it runs, anywhere."""

import json
import os
import subprocess
import sys

import pytest

from tests.browser.rest import wait_for_rest
from tests.browser.server import ADMIN, ROOT, _environment

ADMINISTRATOR = "quan-tri"
WRITE = "from tests.browser import hostile_content; hostile_content.write({})"
SECONDS_TO_WRITE = 600
# Kinds that stand for the others in a normal run; make drill goes through all.
FIRST = {"Bulletin", "NewsPage"}
RIGHTS = (
    "SELECT id, username, is_superuser, is_active, email, password FROM accounts_user ORDER BY id"
)


def write_hostile_words(demo, *kinds):
    """Return the paths of the admin that show hostile words, by kind of object; all for none."""
    command = WRITE.format(", ".join(map(repr, kinds)))
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "-v0", "-c", command],
        cwd=ROOT,
        env=os.environ | _environment(demo.directory, demo.port),
        capture_output=True,
        text=True,
        timeout=SECONDS_TO_WRITE,
    )
    lines = [line for line in done.stdout.splitlines() if line.startswith("HOSTILE ")]
    shown = [json.loads(line.removeprefix("HOSTILE ")) for line in lines]
    assert lines and not done.returncode, done.stdout + done.stderr
    return {one["kind"]: one["paths"] for one in shown}


@pytest.fixture(scope="module")
def hostile(demo):
    return write_hostile_words(demo, *sorted(FIRST))


@pytest.fixture
def watched(demo, sign_in):
    """The administrator's browser, and what ran in it: requests, dialogues, windows."""
    page = sign_in(ADMINISTRATOR)
    ran = []
    page.context.on("request", lambda r: "canary" in r.url.partition("#")[0] and ran.append(r.url))
    page.context.on("dialog", lambda dialog: (ran.append(dialog.message), dialog.dismiss()))
    page.context.on("page", lambda other: ran.append(other.url))
    rights = demo.query(RIGHTS)
    yield page, ran
    assert ran == []
    assert demo.query(RIGHTS) == rights


def look_at(page, url):
    """Open a page, and do what wakes handlers: move, press, wait for what it loads."""
    response = page.goto(url)
    page.mouse.move(200, 200)
    page.mouse.move(400, 400)
    page.keyboard.press("Tab")
    wait_for_rest(page)
    return response


def check(demo, watched, complaints, paths):
    page, _ran = watched
    # What the policy stops would be a complaint: nothing of it may even come so far.
    for path in paths:
        response = look_at(page, demo.url(ADMIN, path))
        assert response.status == 200, f"{path}: {demo.said[-4000:]}"
        if "/edit/" in path:
            page.get_by_role("button", name="Ẩn/hiện xem trước").click()
            wait_for_rest(page)
        else:
            policy = response.headers["content-security-policy"]
            assert "sandbox allow-same-origin" in policy and "script-src 'none'" in policy
            assert page.locator("main").inner_text()
            assert page.locator("script, iframe, object, main svg[onload]").count() == 0


@pytest.mark.parametrize("kind", sorted(FIRST))
def test_nothing_that_an_editor_wrote_runs_where_an_administrator_looks(
    demo, hostile, watched, complaints, kind
):
    check(demo, watched, complaints, hostile[kind])


@pytest.mark.drill("browser")
def test_nothing_runs_in_any_kind_of_page_or_snippet(demo, watched, complaints):
    for paths in write_hostile_words(demo).values():
        check(demo, watched, complaints, paths)
