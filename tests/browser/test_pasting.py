"""What is pasted from Word into the text of an article, and what the website shows of it."""

from base64 import b64encode

import pytest
from playwright.sync_api import expect

from content.tests.factories import encode_image, make_halves
from importing.tests.clipboards import WORD
from tests.browser.clipboard import paste
from tests.browser.rest import wait_for_rest

MODERATOR = "duyet-so-y-te"
# As Word puts it on the clipboard, shortened: nothing that would need blocks.
PLAIN = """
<html xmlns:o="urn:schemas-microsoft-com:office:office">
<head><meta name=Generator content="Microsoft Word 15">
<style><!-- p.MsoNormal { mso-style-unhide: no; font-family: "Times New Roman", serif; } --></style>
<!--[if gte mso 9]><xml><o:OfficeDocumentSettings/></xml><![endif]--></head>
<body lang=VI style='tab-interval:36.0pt'>
<!--StartFragment-->

<p class=MsoNormal align=center style='text-align:center'><b><span style='color:red'>Từ
ngày</span></b> <i>24/11</i>, trên 120&nbsp;m<sup>2</sup>.<o:p></o:p></p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='font-family:Symbol'><span style='mso-list:Ignore'>·<span
style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp; </span></span></span><![endif]>Mang thẻ
bảo hiểm<o:p></o:p></p>
<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'><![if !supportLists]><span><span
style='mso-list:Ignore'>1.<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp;
</span></span></span><![endif]>Đăng ký ở <a href="https://tiem.example/dk">cổng tiêm
chủng</a><o:p></o:p></p>
<p class=MsoNormal><u>Xã</u> và <s>huyện</s><o:p></o:p></p>
<!--EndFragment-->
</body></html>
"""
# Word writes lists as paragraphs, whose signs and numbers stay.
CLEAN = [
    ["p", "Từ ngày 24/11, trên 120 m²."],
    ["p", "· Mang thẻ bảo hiểm"],
    ["p", "1. Đăng ký ở cổng tiêm chủng"],
    ["p", "Xã và huyện"],
]
PARTS = "all => all.map((one) => [one.localName, one.textContent.trim().replace(/\\s+/g, ' ')])"
INSIDE = """all => all.flatMap((one) => [...one.querySelectorAll("*")]).map(
  (one) => [one.localName, ...one.getAttributeNames()].join(" "))"""


STRUCTURE = [
    ["h2", "KẾ HOẠCH"],
    ["p", "Từ ngày 24/11, trên 120 m2."],
    ["ul", "Mang thẻbản chính"],
    ["ol", "Đăng ký ở cổng tiêm chủngChờ gọi"],
    ["p", "a) theo điểm a"],
    ["p", "3. Về nhà"],
]


@pytest.fixture
def write(sign_in):
    """Begin an article with a title; returns the page and its first text."""

    def begin(title):
        page = sign_in(MODERATOR)
        page.get_by_role("main").get_by_role("link", name="Viết tin").click()
        wait_for_rest(page)
        page.get_by_role("textbox", name="Tiêu đề*").fill(title)
        body = page.get_by_role("region", name="Nội dung", exact=True)
        body.get_by_role("button", name="Chèn khối").click()
        page.get_by_role("option", name="Đoạn văn", exact=True).click()
        editor = page.locator("[contenteditable=true]").first
        editor.click()
        return page, editor

    return begin


@pytest.fixture
def publish(new_context):
    """Publish what is being written, and open it as a citizen does."""

    def open_published(page):
        page.get_by_role("button", name="Đăng", exact=True).click()
        link = page.get_by_role("link", name="Xem trên trang").first
        citizen = new_context().new_page()
        citizen.goto(link.get_attribute("href"))
        return citizen

    return open_published


def test_plain_text_with_lists_and_links_is_pasted_by_the_editor_as_is_all_without_an_answer(
    demo, write, publish, complaints
):
    complaints.expect("ERR_FAILED")
    page, editor = write("Dán từ Word")
    page.route("**/tu-word/dan/", lambda route: route.abort())
    paste(editor, f"<table><tr><td>{PLAIN}</td></tr></table>")
    expect(editor).to_contain_text("cổng tiêm")
    text = publish(page).locator(".block-text > *")
    assert text.evaluate_all(PARTS) == CLEAN
    assert set(text.evaluate_all(INSIDE)) == {"b", "i", "a href"}


def test_headings_tables_and_pictures_become_blocks_and_one_line_says_what_was_lost(
    demo, write, publish
):
    page, editor = write("Dán bảng từ Word")
    image = b64encode(encode_image(make_halves((60, 40)), "PNG")).decode()
    paste(editor, f'{WORD}<img src="data:image/png;base64,{image}">')
    body = page.get_by_role("region", name="Nội dung", exact=True)
    expect(body.get_by_role("status").first).to_contain_text("2 ô gộp được tách ra")
    body.get_by_role("textbox", name="Hình cho thấy gì").fill("Trẻ em ở trạm")
    body.get_by_role("button", name="Tải hình lên").click()
    expect(page.locator("[name=body-count]")).to_have_value("6")
    expect(body.get_by_role("textbox", name="Hình cho thấy gì")).to_have_count(0)
    citizen = publish(page)
    assert (
        citizen.locator(".block-heading > *, .block-text > *").evaluate_all(PARTS)[:6] == STRUCTURE
    )
    expect(citizen.get_by_role("columnheader")).to_have_text(
        ["Xã", "Thời gian – Từ", "Thời gian – Đến"]
    )
    assert demo.wait_for_sizes("Trẻ em ở trạm")
    citizen.reload()
    expect(citizen.get_by_role("img", name="Trẻ em ở trạm")).to_have_count(1)
