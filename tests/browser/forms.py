"""Forms of the admin in a browser: how they are opened, what they send, when they are saved."""

import re

from tests.browser.rest import wait_for_rest
from tests.browser.server import ADMIN

# What the editor of a text sends.
SENT = "input:has(+ [data-draftail-editor-wrapper])"
SAVED = re.compile(r"Đã lưu lúc \d\d:\d\d")


def watched(page):
    """Wait until Wagtail has looked at the form as it was opened, and notices every change."""
    page.evaluate(
        "() => new Promise((seen) => document.addEventListener('w-unsaved:watch-edits', seen))"
    )


def open_form(demo, page, path):
    def find_key(match):
        [(key,)] = demo.query(
            "SELECT id FROM wagtailcore_page WHERE slug = ? AND url_path LIKE "
            "(SELECT root.url_path || '%' FROM wagtailcore_page root JOIN agencies_agency unit "
            "ON unit.root_page_id = root.id WHERE unit.code = 'so-y-te')",
            match[1],
        )
        return str(key)

    page.goto(demo.url(ADMIN, re.sub(r"{(.+?)}", find_key, path)))
    wait_for_rest(page)
