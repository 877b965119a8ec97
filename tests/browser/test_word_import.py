"""A Word file with a table and a picture becomes a published article in a few clicks."""

from playwright.sync_api import expect

from importing.tests.word_files import cell, make_word_file, paragraph, picture, table
from tests.browser.rest import wait_for_rest

MODERATOR = "duyet-so-y-te"
MOST_CLICKS = 12
# The browser's own dialogue, which no page sees: choosing the file, and opening it.
CLICKS_OF_THE_DIALOGUE = 2
COUNT = """document.addEventListener(
  "click", (event) => { if (event.isTrusted && event.detail) window.countClick(); }, true);"""


def test_a_word_file_with_a_table_and_a_picture_is_published_in_at_most_twelve_clicks(
    demo, sign_in, new_context, tmp_path
):
    file = tmp_path / "lich-tiem.docx"
    file.write_bytes(
        make_word_file(
            paragraph("Lịch tiêm phòng sởi tháng 11", "Title"),
            paragraph("Trẻ em mang theo thẻ bảo hiểm."),
            table([cell("Xã"), cell("Ngày")], [cell("Nam Mẫu"), cell("24/11")]),
            picture(),
        )
    )
    page = sign_in(MODERATOR)
    clicks = []
    page.expose_function("countClick", lambda: clicks.append(page.url))
    page.add_init_script(COUNT)
    page.reload()
    page.get_by_role("link", name="Tin tức", exact=True).first.click()
    page.get_by_role("link", name="Nhập từ tệp Word").click()
    with page.expect_file_chooser() as chooser:
        page.get_by_label("Tệp Word").click()
    chooser.value.set_files(file)
    page.get_by_role("button", name="Đọc tệp").click()
    description = page.get_by_role("textbox", name="Hình cho thấy gì")
    description.click()
    description.press_sequentially("Trẻ em ở trạm y tế")
    page.get_by_role("button", name="Tạo bản nháp").click()
    expect(page.get_by_role("textbox", name="Tiêu đề*")).to_have_value(
        "Lịch tiêm phòng sởi tháng 11"
    )
    wait_for_rest(page)
    page.get_by_role("button", name="Thao tác khác").click()
    page.get_by_role("button", name="Đăng", exact=True).click()
    link = page.get_by_role("link", name="Xem trên trang").first
    expect(link).to_be_visible()
    citizen = new_context().new_page()
    citizen.goto(link.get_attribute("href"))
    expect(citizen.get_by_role("heading", level=1)).to_have_text("Lịch tiêm phòng sởi tháng 11")
    expect(citizen.get_by_role("cell", name="24/11")).to_be_visible()
    assert demo.wait_for_sizes("Trẻ em ở trạm y tế")
    citizen.reload()
    # Loaded, not only named.
    image = citizen.get_by_role("img", name="Trẻ em ở trạm y tế")
    image.scroll_into_view_if_needed()
    citizen.wait_for_function("image => image.naturalWidth", arg=image.element_handle())
    assert 6 <= len(clicks) <= MOST_CLICKS - CLICKS_OF_THE_DIALOGUE
