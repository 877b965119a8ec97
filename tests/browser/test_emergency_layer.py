"""From anywhere to the notice of the flooded valleys, which is for districts and cities alone."""

import re
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from tests.browser.server import HEALTH, LONG_NAMED, PROVINCE, UPDATED

TITLE = re.compile("Nguy cơ lũ quét và sạt lở đất")
STARTS = {"portal": (PROVINCE, "/"), "issuer": (LONG_NAMED, "/"), "other": (HEALTH, "/co-quan/")}


@pytest.mark.parametrize("start", STARTS)
def test_one_step_from_a_list_and_two_by_any_of_three_searches(demo, page, start):
    label, listing = STARTS[start]
    page.set_viewport_size({"width": 360, "height": 640})
    searches = [f"/tim-kiem/?q={quote(typed)}" for typed in ("lũ quét", "khan cap", "sơ tán")]
    for path in (listing, *searches):
        page.goto(demo.url(label, path))
        page.get_by_role("main").get_by_role("link", name=TITLE).first.click()
        expect(page).to_have_url(re.compile(f"/ban-tin/{UPDATED}/$"))
        expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
        # The whole notice, and not the page that leads to it.
        expect(page.get_by_role("heading", name="Việc cần làm")).to_be_visible()


def test_its_address_elsewhere_has_the_call_and_the_way_there(demo, page):
    page.goto(demo.url(HEALTH, f"/ban-tin/{UPDATED}/"))
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    expect(page.get_by_role("article").locator("a[href^='tel:']")).to_be_visible()
    page.get_by_role("link", name="Đọc toàn bộ thông báo").click()
    expect(page.get_by_role("heading", name="Việc cần làm")).to_be_visible()
