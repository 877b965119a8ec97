"""What a screen reader is told, in order: roles, names, states, levels of headings.

Each outline is kept in snapshots/. RENEW_OUTLINES=1 writes them anew: read the difference.
"""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.pages import PROCEDURE
from tests.browser.server import CONSTRUCTION, DISTRICT, HEALTH, PROVINCE

SNAPSHOTS = Path(__file__).parent / "snapshots"
BULLETIN = "/ban-tin/day-manh-viec-cai-dat-bluezone/"
# Roles, names and levels are agreed; what stands in a paragraph, and where a link leads, is not.
# The port differs from run to run.
LEFT_OUT = [
    (r"^( *- (?:paragraph|definition|time|strong|listitem|status)): .+$", r"\1"),
    (r"^ *- (?:text|/url|option)\b.*\n", ""),
    (r":$", ""),
    # The demo makes its files when it is loaded, and counts its dates from there.
    (r"[\d,]+ KB", "… KB"),
    # Said once the jobs have read the file.
    (r", bản quét", ""),
    (r"\b\d\d/\d\d/\d{4}\b", "…"),
    (r"\.localhost:\d+", ".localhost"),
]


def outline_of(part):
    outline = part.aria_snapshot() + "\n"
    for pattern, rest in LEFT_OUT:
        outline = re.sub(pattern, rest, outline, flags=re.MULTILINE)
    return outline


def assert_as_agreed(name, outline):
    file = SNAPSHOTS / f"{name}.yaml"
    if os.environ.get("RENEW_OUTLINES"):
        file.write_text(outline, encoding="utf-8")
    assert outline == file.read_text(encoding="utf-8")


class Journey:
    """The outlines of what somebody meets on the way, under what was done to get there."""

    def __init__(self):
        self.text = ""

    def met(self, part, after):
        self.text += f"# {after}\n{outline_of(part)}"


@pytest.fixture
def journey(request):
    way = Journey()
    yield way
    name = request.node.originalname.removeprefix("test_").replace("_", "-")
    assert_as_agreed(name, way.text)


@pytest.mark.parametrize(
    ("name", "label", "path"),
    [
        ("home", HEALTH, "/"),
        ("home-in-an-emergency", DISTRICT, "/"),
        ("home-in-english", PROVINCE, "/en/"),
        ("bulletin", HEALTH, BULLETIN),
    ],
)
def test_the_outline_of_a_page_is_as_agreed(demo, page, name, label, path):
    page.goto(demo.url(label, path))
    assert_as_agreed(name, outline_of(page.locator("body")))


def test_from_the_search_to_the_form(demo, page, journey):
    page.goto(demo.url(CONSTRUCTION))
    main = page.get_by_role("main")
    page.get_by_role("banner").get_by_role("combobox").fill("don de nghi cap giay phep xay dung")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).not_to_have_count(0)
    journey.met(main.get_by_role("search"), after="searching without accents")
    journey.met(page.locator("ol.results > li").first, after="that, among the hits")
    with page.expect_event("load"):
        name = "Cấp giấy phép xây dựng nhà ở riêng lẻ"
        main.get_by_role("link", name=name, exact=True).first.click()
    expect(page).to_have_url(demo.url(CONSTRUCTION, PROCEDURE))
    journey.met(main, after="following the first hit")
    main.get_by_role("link", name="2 biểu mẫu để tải về").click()
    form = page.get_by_role("region", name="Biểu mẫu").get_by_role("link").first
    expect(form).to_be_in_viewport()
    with page.expect_download() as download:
        form.click()
    assert download.value.suggested_filename.endswith(".docx")


def test_from_the_menu_to_a_document_in_force(demo, page, journey):
    page.goto(demo.url(CONSTRUCTION))
    main = page.get_by_role("main")
    page.get_by_role("navigation", name="Chính").get_by_role("link", name="Văn bản").click()
    main.get_by_role("searchbox").fill("chung chi hanh nghe")
    main.get_by_role("button", name="Lọc").click()
    page.wait_for_url("**/van-ban/?*")
    journey.met(main, after="filtering the documents by words")
    with page.expect_event("load"):
        main.get_by_role("row").get_by_role("link").first.click()
    journey.met(main, after="following the first")


def test_from_a_former_name_to_the_unit(demo, page, journey):
    page.goto(demo.url(HEALTH, "/co-quan/"))
    main = page.get_by_role("main")
    main.get_by_role("searchbox").fill("thi xa bac kan")
    page.keyboard.press("Enter")
    page.wait_for_url("**/co-quan/?*")
    journey.met(main, after="asking for a unit by the name it had before")


def test_from_an_empty_form_to_the_receipt(demo, page, journey, complaints):
    complaints.expect("status of 422")
    page.goto(demo.url(HEALTH, "/gop-y/"))
    main = page.get_by_role("main")
    main.get_by_role("button", name="Gửi", exact=True).click()
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    journey.met(main, after="sending it empty")
    expect(page).to_have_title(re.compile("^Lỗi: "))
    links = summary.get_by_role("link")
    for place, name in enumerate(["Về việc gì", "Nội dung"]):
        links.nth(place).click()
        field = main.get_by_role("textbox", name=name)
        expect(field).to_be_focused()
        expect(field).to_have_attribute("aria-invalid", "true")
        expect(field).to_have_accessible_description(re.compile(links.nth(place).inner_text()))
        field.fill("Đèn đường hỏng")
    main.get_by_role("button", name="Gửi", exact=True).click()
    main.get_by_text("Mã bí mật", exact=True).wait_for()
    journey.met(main, after="writing what was missing")


def test_from_the_display_switch_to_other_colours(demo, page, journey):
    page.goto(demo.url(HEALTH))
    banner = page.get_by_role("banner")
    banner.locator("summary").first.click()
    panel = banner.get_by_role("group", name="Hiển thị", exact=True)
    panel.get_by_role("button", name="Nền tối", exact=True).click()
    expect(page.get_by_role("status")).to_have_text("Màu sắc: Nền tối")
    journey.met(banner.locator(".utility"), after="opening the panel and choosing dark")
