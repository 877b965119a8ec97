"""Three readers on their telephones: somebody with poor sight, somebody who hears the page, and
somebody in a hurry. Each story is told with what that person has, and nothing else.
"""

import re
from functools import partial
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from playwright.sync_api import expect

from tests.browser.server import CONSTRUCTION, DISTRICT, UPDATED

on_a_telephone = partial(
    pytest.mark.browser_context_args, viewport={"width": 360, "height": 740}, has_touch=True
)
PROCEDURE = "Cấp giấy phép xây dựng nhà ở riêng lẻ"
FORM = re.compile(r"^Đơn đề nghị cấp giấy phép xây dựng nhà ở riêng lẻ .*DOCX, \d+(,\d)? KB\)$")
FONT_SIZE = "element => parseFloat(getComputedStyle(element).fontSize)"
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
LEVELS = "all => all.map(one => Number(one.tagName[1]))"


@on_a_telephone()
def test_somebody_with_poor_sight_enlarges_a_bulletin_and_can_call(demo, page):
    page.goto(demo.url(DISTRICT, f"/ban-tin/{UPDATED}/"))
    advice = page.get_by_role("region", name="Việc cần làm")
    words = advice.get_by_role("paragraph")
    sizes, heights = [words.evaluate(FONT_SIZE)], [words.bounding_box()["height"]]
    larger = page.get_by_role("button", name="Tăng cỡ chữ")
    while larger.get_attribute("aria-disabled") == "false":
        larger.tap()
        sizes.append(words.evaluate(FONT_SIZE))
        heights.append(words.bounding_box()["height"])
        assert page.evaluate(SIDEWAYS) == 0
    # What to do grows as far as the first screen has room; the text below is twice as large.
    assert sizes == sorted(sizes) and sizes[-1] >= 1.6 * sizes[0] and heights[-1] > 2 * heights[0]
    text = page.locator(".prose p").first
    assert text.evaluate(FONT_SIZE) >= 2 * 16

    words.scroll_into_view_if_needed()
    expect(words).to_contain_text("Rời ngay nhà ven suối")
    call = advice.get_by_role("link", name="0209 3000 108")
    expect(call).to_have_attribute("href", "tel:02093000108")
    # As a finger would: it is on the screen, and nothing lies above it.
    call.tap(trial=True)
    expect(call).to_be_in_viewport(ratio=1)


def headings(place):
    """The headings of a page as a screen reader lists them; each level follows from the last."""
    found = place.get_by_role("heading")
    levels = found.evaluate_all(LEVELS)
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False))
    return found.all_inner_texts()


def skip_to_content(page):
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Đến nội dung")).to_be_focused()
    page.keyboard.press("Enter")
    main = page.get_by_role("main")
    expect(main).to_be_focused()
    return main


def follow(link):
    """With the keyboard, as a screen reader does."""
    link.focus()
    link.press("Enter")


@on_a_telephone()
def test_somebody_who_hears_the_page_finds_a_form_by_headings_and_links(demo, page):
    page.goto(demo.url(CONSTRUCTION))
    main = skip_to_content(page)
    assert "Bạn cần tìm gì?" in headings(main)
    wanted = main.get_by_role("navigation", name="Bạn cần tìm gì?")
    follow(wanted.get_by_role("link", name="Xin phép xây nhà"))
    expect(page).to_have_title(re.compile(PROCEDURE))

    main = skip_to_content(page)
    assert headings(main)[:4] == [PROCEDURE, "Dành cho ai", "Giấy tờ cần có", "Các bước thực hiện"]
    section = main.get_by_role("region", name="Biểu mẫu")
    expect(section.get_by_role("heading", level=2, name="Biểu mẫu")).to_be_visible()
    with page.expect_download() as saved:
        follow(section.get_by_role("link", name=FORM))
    assert saved.value.suggested_filename.endswith(".docx")


@pytest.mark.parametrize(
    (),
    [
        pytest.param(id="with scripts", marks=on_a_telephone()),
        pytest.param(id="without scripts", marks=on_a_telephone(java_script_enabled=False)),
    ],
)
def test_somebody_in_a_hurry_types_without_accents_and_has_the_form_in_three_taps(demo, page):
    page.goto(demo.url(CONSTRUCTION))
    page.get_by_role("banner").get_by_role("link", name="Tìm").tap()
    search = page.get_by_role("main").get_by_role("search")
    search.get_by_label("Bạn cần tìm gì?").fill("giay phep xay dung")

    search.get_by_role("button", name="Tìm").tap()
    page.locator("ol.results").get_by_role("link").first.tap()
    expect(page.get_by_role("heading", level=1)).to_have_text(PROCEDURE)
    with page.expect_download() as saved:
        page.get_by_role("link", name=FORM).tap()

    with ZipFile(BytesIO(Path(saved.value.path()).read_bytes())) as form:
        assert "Kính gửi" in form.read("word/document.xml").decode()
