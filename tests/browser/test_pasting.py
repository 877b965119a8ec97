"""Text pasted from Word into the rich text editor, and what the website shows of it."""

import re

from playwright.sync_api import expect

MODERATOR = "duyet-so-y-te"
# As Word puts it on the clipboard, shortened.
WORD = """
<html xmlns:o="urn:schemas-microsoft-com:office:office">
<head><meta name=Generator content="Microsoft Word 15">
<style><!-- p.MsoNormal { mso-style-unhide: no; font-family: "Times New Roman", serif; } --></style>
<!--[if gte mso 9]><xml><o:OfficeDocumentSettings/></xml><![endif]--></head>
<body lang=VI style='tab-interval:36.0pt'>
<!--StartFragment-->

<h1><span style='font-size:16.0pt;color:#2F5496'>KẾ HOẠCH<o:p></o:p></span></h1>
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
<table class=MsoTableGrid border=1><tr><td style='border:solid'><p class=MsoNormal><u>Xã</u> và
<s>huyện</s><o:p></o:p></p></td></tr></table>
<p class=MsoNormal><img width=9 height=9 src="file:///C:/clip_image002.jpg"></p>
<!--EndFragment-->
</body></html>
"""
PASTE = """(element, html) => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/html", html);
  element.dispatchEvent(
    new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
}"""
CLEAN = [
    ["p", "KẾ HOẠCH"],
    ["p", "Từ ngày 24/11, trên 120 m²."],
    ["ul", "Mang thẻ bảo hiểm"],
    ["ol", "Đăng ký ở cổng tiêm chủng"],
    ["p", "Xã và huyện"],
]
PARTS = "all => all.map((one) => [one.localName, one.textContent.trim().replace(/\\s+/g, ' ')])"
INSIDE = """all => all.flatMap((one) => [...one.querySelectorAll("*")]).map(
  (one) => [one.localName, ...one.getAttributeNames()].join(" "))"""


def test_what_is_pasted_from_word_is_plain_text_with_lists_and_links_on_the_website(
    demo, sign_in, new_context
):
    page = sign_in(MODERATOR)
    page.get_by_role("main").get_by_role("link", name="Viết tin").click()
    page.wait_for_load_state("networkidle")
    page.get_by_role("textbox", name="Tiêu đề*").fill("Dán từ Word")
    body = page.get_by_role("region", name="Nội dung", exact=True)
    body.get_by_role("button", name="Chèn khối").click()
    page.get_by_role("option", name="Đoạn văn", exact=True).click()
    editor = page.locator("[contenteditable=true]").first
    editor.click()
    editor.evaluate(PASTE, WORD)
    # The editor hands its words to the form a moment later.
    expect(page.locator("#body-0-value")).to_have_value(re.compile("cổng tiêm"))
    page.get_by_role("button", name="Thao tác khác").click()
    page.get_by_role("button", name="Đăng", exact=True).click()
    link = page.get_by_role("link", name="Xem trên trang").first
    citizen = new_context().new_page()
    citizen.goto(link.get_attribute("href"))
    text = citizen.locator(".block-text > *")
    assert text.evaluate_all(PARTS) == CLEAN
    assert set(text.evaluate_all(INSIDE)) == {"b", "i", "li data-block-key", "a href"}
