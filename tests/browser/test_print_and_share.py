import pypdfium2 as pdfium
import pytest
import zxingcpp
from playwright.sync_api import expect

from tests.browser.server import DISTRICT, ICT, UPDATED

BULLETIN = "/ban-tin/day-manh-viec-cai-dat-bluezone/"
EMERGENCY = f"/ban-tin/{UPDATED}/"


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


@pytest.mark.parametrize(("label", "path"), [(DISTRICT, BULLETIN), (DISTRICT, EMERGENCY)])
def test_a_bulletin_is_one_sheet_with_its_own_address_to_scan(demo, page, label, path):
    page.goto(demo.url(label, path))
    with pdfium.PdfDocument(page.pdf(prefer_css_page_size=True)) as paper:
        assert len(paper) == 1
        width, height = paper[0].get_size()
        [code] = zxingcpp.read_barcodes(paper[0].render(scale=3).to_pil())
    assert (round(width), round(height)) == (595, 842)
    assert code.text == demo.url(label, path)
    page.emulate_media(media="print")
    expect(page.locator(".banner").first).to_be_attached()
    for banner in page.locator(".banner").all():
        expect(banner).to_be_hidden()
    for words in ("Ngày ban hành", "Hiệu lực"):
        expect(page.get_by_role("term").filter(has_text=words)).to_be_visible()
    size = "element => parseFloat(getComputedStyle(element).fontSize)"
    text = page.locator(".prose").evaluate(size)
    assert page.locator(".instruction > p").evaluate(size) >= 1.4 * text


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
    buttons = page.get_by_role("main").get_by_role("button")
    expect(buttons.and_(page.locator("button:not(form button)"))).to_have_count(0)
