import pytest
from playwright.sync_api import expect

from tests.browser.rest import wait_for_rest
from tests.browser.server import HEALTH, PROVINCE

# https://web.dev/articles/cls: what moved, as long as nobody touched anything.
SHIFTS = """() => {
  window.shifted = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
}"""
MOST_SHIFTED = 0.02


def main_heading(page, name):
    return expect(page.get_by_role("main").get_by_role("heading", level=1, name=name))


@pytest.mark.browser_context_args(java_script_enabled=False, viewport={"width": 360, "height": 740})
def test_a_narrow_screen_without_scripts_leads_everywhere(demo, page):
    page.goto(demo.url(HEALTH))
    menu = page.get_by_role("navigation", name="Chính")
    expect(menu.get_by_role("link").first).to_be_hidden()
    menu.get_by_text("Trình đơn").click()
    menu.get_by_role("link", name="Chức năng, nhiệm vụ").click()
    main_heading(page, "Chức năng, nhiệm vụ").to_be_visible()
    page.get_by_role("navigation", name="Bạn đang ở").get_by_role("link", name="Giới thiệu").click()
    main_heading(page, "Giới thiệu").to_be_visible()
    page.get_by_role("banner").get_by_role("link", name="Tìm").click()
    page.get_by_role("main").get_by_role("searchbox").fill("chuc nang")
    page.keyboard.press("Enter")
    page.get_by_role("main").get_by_role("link", name="Chức năng, nhiệm vụ").first.click()
    page.get_by_role("contentinfo").get_by_role("link", name="Sơ đồ trang").click()
    page.get_by_role("main").get_by_role("link", name="Liên hệ").click()
    main_heading(page, "Liên hệ").to_be_visible()


@pytest.mark.browser_context_args(viewport={"width": 1440, "height": 900})
def test_on_a_wide_screen_the_second_level_is_reached_with_the_keyboard(demo, page):
    page.goto(demo.url(HEALTH))
    menu = page.get_by_role("navigation", name="Chính")
    section = menu.get_by_role("link", name="Giới thiệu")
    section.focus()
    page.keyboard.press("Enter")
    main_heading(page, "Giới thiệu").to_be_visible()
    below = menu.get_by_role("list", name="Giới thiệu").get_by_role("link").first
    menu.get_by_role("link", name="Bản tin").focus()
    page.keyboard.press("Tab")
    expect(below).to_be_focused()
    page.keyboard.press("Enter")
    expect(menu.locator("[aria-current=page]:visible")).to_have_count(1)


def test_the_language_switch_stays_on_the_page(demo, page):
    page.goto(demo.url(PROVINCE, "/so-do/"))
    page.get_by_role("banner").get_by_role("link", name="English").click()
    main_heading(page, "Site map").to_be_visible()
    page.get_by_role("banner").get_by_role("link", name="Tiếng Việt").click()
    main_heading(page, "Sơ đồ trang").to_be_visible()


@pytest.mark.browser_context_args(viewport={"width": 360, "height": 740})
@pytest.mark.parametrize("path", ["/", "/ban-tin/day-manh-viec-cai-dat-bluezone/", "/van-ban/"])
def test_nothing_moves_while_a_page_loads(demo, page, path):
    page.add_init_script(f"({SHIFTS})()")
    page.goto(demo.url(HEALTH, path))
    wait_for_rest(page)
    page.evaluate("() => document.fonts.ready.then(() => true)")
    assert page.evaluate("() => window.shifted") <= MOST_SHIFTED
