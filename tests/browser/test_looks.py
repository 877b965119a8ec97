"""What a page looks like where there is much to show and little room for it."""

import pytest
from playwright.sync_api import expect

from tests.browser.pages import KINDS
from tests.browser.server import DISTRICT, HEALTH

TELEPHONE = {"width": 360, "height": 740}
CAPTION = "Số học viên theo huyện và theo tháng"
# Its picture is 451 pixels wide.
SMALL = "/tin-tuc/meo-nha-cung-phai-tiem-dai-ba-nghin-lieu-ve-12-xa-trong-thang-nay/"
# The size of its file is what the server says of each picture.
ENLARGED = """() => [...document.querySelectorAll("main img")]
  .filter((image) => image.getBoundingClientRect().width > Number(image.getAttribute("width")))
  .map((image) => image.outerHTML)"""

SIZES_OF_HEADINGS = """() => [...new Set([...document.querySelectorAll("main h2")]
  .map((heading) => getComputedStyle(heading).fontSize))]"""


@pytest.mark.browser_context_args(viewport=TELEPHONE)
def test_two_banners_leave_the_page_the_end_of_the_first_screen(demo, page):
    page.goto(demo.url(DISTRICT))
    banners = [page.locator(f".banner-{kind}") for kind in ("emergency", "important")]
    for banner in banners:
        expect(banner.get_by_role("heading").get_by_role("link")).to_be_in_viewport(ratio=1)
        expect(banner.get_by_role("link").last).to_be_in_viewport(ratio=1)
    expect(banners[0]).to_contain_text("Rời ngay nhà ven suối")
    expect(page.locator(".home-tagline")).to_be_in_viewport()


@pytest.mark.browser_context_args(viewport=TELEPHONE)
def test_the_caption_of_a_wide_table_stays_while_the_table_scrolls(demo, page):
    KINDS["difficult article"](demo, page)
    caption = page.get_by_role("figure", name=CAPTION).locator("figcaption")
    page.get_by_role("region", name=CAPTION).evaluate("region => { region.scrollLeft = 9999 }")
    caption.scroll_into_view_if_needed()
    expect(caption).to_be_in_viewport(ratio=1)
    box = caption.bounding_box()
    assert 0 <= box["x"] <= box["x"] + box["width"] <= TELEPHONE["width"]


@pytest.mark.parametrize("path", ["/tin-tuc/", SMALL])
def test_a_small_picture_is_not_enlarged(demo, page, path):
    page.goto(demo.url(HEALTH, path))
    expect(page.locator("main img[width='451']")).to_be_visible()
    for width in (620, 1440):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate(ENLARGED) == []


@pytest.mark.parametrize("kind", ["front with a long name", "front in English"])
def test_headings_of_a_front_page_are_of_one_size(demo, page, kind):
    # Both name an emergency of other places above what people come for.
    KINDS[kind](demo, page)
    expect(page.locator(".urgent-elsewhere")).to_be_visible()
    for width in (360, 768, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        assert len(page.evaluate(SIZES_OF_HEADINGS)) == 1, width
