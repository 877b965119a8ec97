import pytest
from playwright.sync_api import expect

from tests.browser.server import DISTRICT, HEALTH
from tests.browser.test_display_modes import PAPER
from tests.browser.test_text_size import LARGER, NORMAL, SMALLER, percent

pytestmark = pytest.mark.browser_context_args(java_script_enabled=False)
HIGH_DARK = "Tương phản cao, nền tối"
SEARCH = "/tim-kiem/?q=lũ+quét&scope=all"


def press(page, name, times=1):
    for _ in range(times):
        with page.expect_event("load"):
            page.get_by_role("button", name=name).click()


def test_a_button_leads_back_to_the_same_page_with_its_query(demo, page):
    page.goto(demo.url(DISTRICT, SEARCH))
    address = page.url
    press(page, LARGER)
    expect(page).to_have_url(address)
    expect(page.get_by_role("main").get_by_role("searchbox")).to_have_value("lũ quét")
    assert percent(page) == pytest.approx(125)


def test_the_size_holds_across_websites(demo, page):
    page.goto(demo.url(HEALTH))
    press(page, LARGER, times=2)
    page.goto(demo.url(DISTRICT, "/ban-tin/"))
    assert percent(page) == pytest.approx(150)
    press(page, NORMAL)
    page.goto(demo.url(HEALTH))
    assert percent(page) == pytest.approx(100)


def test_beyond_an_end_nothing_changes(demo, page):
    page.goto(demo.url(HEALTH))
    press(page, LARGER, times=4)
    assert percent(page) == pytest.approx(200)
    press(page, SMALLER, times=6)
    assert percent(page) == pytest.approx(90)


def test_the_panel_opens_and_leads_to_the_page_that_says_in_words_what_is_chosen(demo, page):
    page.goto(demo.url(HEALTH))
    press(page, LARGER, times=2)
    page.locator(".display-switch summary").click()
    # Nothing is claimed here: the page is the same for everybody.
    expect(page.locator("[aria-pressed]")).to_have_count(0)
    press(page, HIGH_DARK)
    page.locator(".display-switch summary").click()
    with page.expect_event("load"):
        page.get_by_role("link", name="Mở trang tùy chọn hiển thị").click()
    said = page.get_by_role("main").get_by_role("listitem")
    for words in ("Cỡ chữ: Rất lớn (150%)", f"Màu sắc: {HIGH_DARK}"):
        expect(said.filter(has_text=words)).to_be_visible()
    pressed = page.get_by_role("main").locator("[aria-pressed=true]")
    expect(pressed).to_have_text(["Rất lớn · 150%", "Như thiết kế", HIGH_DARK, "Như thiết kế"])
    assert page.evaluate(PAPER) == "rgb(0, 0, 0)"
    press(page, "Nhỏ · 90%")
    assert percent(page) == pytest.approx(90)
    press(page, "Đặt lại tất cả")
    assert (percent(page), page.evaluate(PAPER)) == (pytest.approx(100), "rgb(255, 255, 255)")
