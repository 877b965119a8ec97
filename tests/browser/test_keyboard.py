import pytest
from playwright.sync_api import expect

from tests.browser.server import DISTRICT, HEALTH

BULLETIN = "/ban-tin/day-manh-viec-cai-dat-bluezone/"


@pytest.mark.parametrize("path", ["/", "/ban-tin/", BULLETIN, "/lien-he/"])
def test_the_first_stop_leads_past_the_header(demo, page, path):
    page.goto(demo.url(HEALTH, path))
    page.keyboard.press("Tab")
    link = page.get_by_role("link", name="Đến nội dung")
    expect(link).to_be_focused()
    expect(link).to_be_in_viewport(ratio=1)
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.querySelector('main').contains(document.activeElement)")


def test_the_second_stop_leads_to_the_emergency(demo, page):
    page.goto(demo.url(DISTRICT, BULLETIN))
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    link = page.get_by_role("link", name="Đến thông báo khẩn")
    expect(link).to_be_focused()
    expect(link).to_be_in_viewport(ratio=1)
    page.keyboard.press("Enter")
    emergency = page.get_by_role("region", name="Nguy cơ lũ quét và sạt lở đất")
    expect(emergency).to_be_focused()
    page.keyboard.press("Tab")
    expect(emergency.get_by_role("link").first).to_be_focused()


def test_there_is_no_way_to_an_emergency_where_there_is_none(demo, page):
    page.goto(demo.url(HEALTH))
    expect(page.get_by_role("link", name="Đến thông báo khẩn")).to_have_count(0)


@pytest.mark.browser_context_args(viewport={"width": 360, "height": 740})
def test_the_menu_of_a_narrow_screen_opens_with_a_key(demo, page):
    page.goto(demo.url(HEALTH))
    page.get_by_text("Menu", exact=True).focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("navigation", name="Chính").get_by_role("link").first).to_be_focused()


def test_every_stop_is_seen(demo, page):
    page.goto(demo.url(DISTRICT))
    stops = page.locator("a:visible, button:visible, input:visible, summary:visible").count()
    seen = set()
    for _ in range(stops):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        expect(focused).to_be_in_viewport()
        assert focused.evaluate("element => getComputedStyle(element).outlineStyle") != "none"
        seen.add(focused.evaluate("element => element.outerHTML"))
    assert len(seen) > stops / 2
