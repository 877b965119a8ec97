import pytest
from playwright.sync_api import expect

from tests.browser.server import DISTRICT, ICT

BULLETIN = "/ban-tin/day-manh-viec-cai-dat-bluezone/"


def test_on_paper_a_bulletin_is_words_and_nothing_to_press(demo, page):
    page.goto(demo.url(DISTRICT, BULLETIN))
    page.emulate_media(media="print")
    for name in ("Chính", "Bạn đang ở", "Xem thêm"):
        expect(page.get_by_role("navigation", name=name, include_hidden=True)).to_have_count(1)
    expect(page.get_by_role("navigation")).to_have_count(0)
    expect(page.get_by_role("button")).to_have_count(0)
    expect(page.get_by_role("search")).to_have_count(0)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("article").locator("ol > li")).to_have_count(9)
    for measure in page.get_by_role("article").locator("ol > li").all():
        expect(measure).to_be_visible()
    expect(page.get_by_role("banner")).to_contain_text("Ủy ban nhân dân huyện Ba Bể")


def test_on_paper_there_is_no_dark_ground(demo, page):
    page.goto(demo.url(DISTRICT, BULLETIN))
    page.emulate_media(media="print", color_scheme="dark")
    colours = page.evaluate(
        "() => [getComputedStyle(document.body).backgroundColor,"
        " getComputedStyle(document.body).color,"
        " getComputedStyle(document.querySelector('.lead')).color]"
    )
    assert colours == ["rgba(0, 0, 0, 0)", "rgb(0, 0, 0)", "rgb(71, 81, 93)"]


def test_the_address_at_the_issuer_is_copied_and_the_page_says_so(demo, context, page):
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(demo.url(DISTRICT, BULLETIN))
    page.get_by_role("button", name="Sao chép liên kết").click()
    expect(page.get_by_role("main").get_by_role("status")).not_to_be_empty()
    assert page.evaluate("() => navigator.clipboard.readText()") == demo.url(ICT, BULLETIN)


def test_a_button_prints_a_bulletin(demo, page):
    page.add_init_script("window.print = () => { window.printed = true }")
    page.goto(demo.url(DISTRICT, BULLETIN))
    page.get_by_role("button", name="In", exact=True).click()
    assert page.evaluate("() => window.printed")


@pytest.mark.browser_context_args(java_script_enabled=False)
def test_without_scripts_there_is_no_button_that_does_nothing(demo, page):
    page.goto(demo.url(DISTRICT, BULLETIN))
    expect(page.get_by_role("main").get_by_role("button")).to_have_count(0)
