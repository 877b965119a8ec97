import re

import pytest
from playwright.sync_api import expect

from tests.browser.pages import KINDS, OPEN_EVERYTHING
from tests.browser.server import CONSTRUCTION, DISTRICT, HEALTH, LONG_NAMED

BULLETIN = "/ban-tin/day-manh-viec-cai-dat-bluezone/"
# A group of radio buttons is one stop; what "hidden", a closed panel or a width hides is none.
STOPS = """() => [...document.querySelectorAll(
    "a[href], button, input, select, textarea, summary, [tabindex='0']")]
  .filter((one) => one.checkVisibility({ checkVisibilityCSS: true }) && one.tabIndex === 0)
  .filter((one) => one.type !== "radio" || one.checked)
  .map((one) => one.outerHTML.slice(0, 200))"""
# The outline of the focused part, and whether anything lies over it (WCAG 2.2, 2.4.7 and 2.4.11).
STOP = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const { outlineStyle, outlineWidth } = getComputedStyle(one);
  const on_top = [...one.getClientRects()].map((box) => {
    const top = Math.max(box.top, 0);
    const bottom = Math.min(box.bottom, innerHeight);
    return document.elementFromPoint(box.left + box.width / 2, (top + bottom) / 2);
  });
  return {
    html: one.outerHTML.slice(0, 200),
    outlined: outlineStyle !== "none" && parseFloat(outlineWidth) >= 2,
    seen: on_top.some((other) => one.contains(other)),
  };
}"""
# 1280 pixels at 400 %, and a screen of today in colours that the system forces on pages.
WAYS = [
    pytest.param({"width": 320, "height": 256}, "none", id="at 400 %"),
    pytest.param({"width": 1366, "height": 768}, "active", id="in forced colours"),
]


def walk(page, key):
    """The stops from here to the end of the page, or to its beginning."""
    stops = []
    while True:
        page.keyboard.press(key)
        stop = page.evaluate(STOP)
        # After the last comes the browser's own frame, or the first again.
        if stop is None or stop in stops[:1]:
            return stops
        stops.append(stop)
        assert len(stops) < 300, "the way ends nowhere"


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
def test_the_menu_of_a_narrow_screen_opens_with_a_key_and_has_both_levels(demo, page):
    page.goto(demo.url(LONG_NAMED))
    menu = page.get_by_role("navigation", name="Chính")
    page.get_by_text("Trình đơn", exact=True).focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(menu.get_by_role("link").first).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(menu.get_by_role("link", name="Chức năng, nhiệm vụ")).to_be_focused()
    for _ in range(3):
        page.keyboard.press("Shift+Tab")
    expect(page.get_by_text("Trình đơn", exact=True)).to_be_focused()
    page.keyboard.press("Space")
    expect(menu.get_by_role("link").first).to_be_hidden()


@pytest.mark.parametrize(("viewport", "colours"), WAYS)
@pytest.mark.parametrize(
    "kind", ["front in an emergency", "documents", "procedure", "guide with tables", "form"]
)
def test_every_stop_is_reached_in_order_and_seen_and_the_way_back_is_the_same(
    demo, page, kind, viewport, colours
):
    page.set_viewport_size(viewport)
    # Without motion, since what is still scrolling is nowhere yet.
    page.emulate_media(reduced_motion="reduce", forced_colors=colours)
    KINDS[kind](demo, page)
    page.evaluate(OPEN_EVERYTHING)
    there = walk(page, "Tab")
    assert [one["html"] for one in there] == page.evaluate(STOPS)
    assert [one["html"] for one in there if not (one["outlined"] and one["seen"])] == []
    back = walk(page, "Shift+Tab")
    assert [one["html"] for one in back[::-1]] == [one["html"] for one in there]
    assert all(one["outlined"] and one["seen"] for one in back)


def test_somebody_searches_with_keys_alone(demo, page):
    page.goto(demo.url(CONSTRUCTION))
    page.get_by_role("banner").get_by_role("combobox").focus()
    page.keyboard.type("xay nha")
    page.keyboard.press("Enter")
    main = page.get_by_role("main")
    expect(main.get_by_role("combobox")).to_have_value("xay nha")
    main.get_by_role("combobox").focus()
    page.keyboard.press("Tab")
    expect(main.get_by_role("button", name="Tìm")).to_be_focused()
    page.keyboard.press("Tab")
    expect(main.get_by_label("Trang web này")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(main.get_by_label("Tất cả cơ quan")).to_be_checked()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("scope=all"))
    expect(main.get_by_role("listitem").first).to_be_visible()


def test_the_display_is_chosen_with_keys_alone(demo, page):
    page.goto(demo.url(HEALTH))
    banner = page.get_by_role("banner")
    banner.get_by_role("button", name="Tăng cỡ chữ").focus()
    page.keyboard.press("Tab")
    switch = banner.locator("summary").first
    expect(switch).to_be_focused()
    page.keyboard.press("Space")
    panel = banner.get_by_role("group", name="Hiển thị", exact=True)
    buttons = panel.get_by_role("button")
    for place in range(buttons.count()):
        page.keyboard.press("Tab")
        expect(buttons.nth(place)).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Space")
    # It stays where it was, and says what it did.
    expect(panel.get_by_role("button", name="Luôn gạch chân")).to_be_focused()
    expect(panel.get_by_role("button", name="Luôn gạch chân")).to_have_attribute(
        "aria-pressed", "true"
    )
    expect(page.get_by_role("status")).to_have_text("Liên kết: Luôn gạch chân")
    for _ in range(buttons.count() - 1):
        page.keyboard.press("Shift+Tab")
    expect(switch).to_be_focused()
    page.keyboard.press("Enter")
    expect(panel).to_be_hidden()
