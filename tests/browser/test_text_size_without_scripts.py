import pytest
from playwright.sync_api import expect

from tests.browser.server import DISTRICT, HEALTH
from tests.browser.test_text_size import LARGER, NORMAL, SMALLER, percent

pytestmark = pytest.mark.browser_context_args(java_script_enabled=False)
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


def test_the_display_page_says_the_size_in_words(demo, page):
    page.goto(demo.url(HEALTH))
    press(page, LARGER, times=2)
    with page.expect_event("load"):
        page.get_by_role("link", name="Hiển thị").first.click()
    expect(page.get_by_role("main").get_by_role("status")).to_have_text("Cỡ chữ: Rất lớn (150%)")
    expect(page.get_by_role("button", name="Rất lớn · 150%")).to_have_attribute(
        "aria-pressed", "true"
    )
    press(page, "Nhỏ · 90%")
    expect(page.get_by_role("main").get_by_role("status")).to_have_text("Cỡ chữ: Nhỏ (90%)")
    assert percent(page) == pytest.approx(90)
