"""What people do in the admin: a draft for somebody outside, a broken link, a change that is looked
for, a table of units."""

import csv
import io
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from demo.services.members import NAMES
from tests.browser.clipboard import paste
from tests.browser.rest import wait_for_rest
from tests.browser.server import ADMIN, DISTRICT, HEALTH, serve_demo

# What she writes nobody has to approve.
EDITOR = "bien-tap-ba-be"
MODERATOR = "duyet-so-y-te"
ICT_ADMIN = "quan-tri"
NIGHT = "UPDATE ops_periodictaskrun SET due_at = '2020-01-01 00:00:00' WHERE name LIKE ?"
NEW_NUMBER = "0209 3870 777"


@pytest.fixture(scope="module")
def demo(loaded):
    """A demo of its own: its checks run when the tests say so."""
    with serve_demo(loaded=loaded) as running:
        yield running


def begin_article(page, title):
    page.get_by_role("main").get_by_role("link", name="Viết tin").click()
    wait_for_rest(page)
    page.get_by_role("textbox", name="Tiêu đề*").fill(title)
    body = page.get_by_role("region", name="Nội dung", exact=True)
    body.get_by_role("button", name="Chèn khối").first.click()
    page.get_by_role("option", name="Đoạn văn", exact=True).click()
    return body.locator("[contenteditable=true]").last


def test_somebody_without_an_account_reads_a_draft(demo, sign_in, new_context):
    page = sign_in(EDITOR)
    begin_article(page, "Dự thảo quy ước của thôn").fill("Để bà con góp ý.")
    with page.expect_event("load"):
        page.get_by_role("button", name="Lưu nháp").click()
    wait_for_rest(page)
    page.get_by_role("button", name="Thao tác", exact=True).click()
    page.get_by_role("link", name="Gửi liên kết xem bản nháp").click()
    page.get_by_role("button", name="Tạo liên kết").click()
    address = page.get_by_label("Địa chỉ của bản nháp").input_value()
    reader = new_context().new_page()
    reader.goto(address)
    expect(reader.get_by_role("heading", level=1)).to_have_text("Dự thảo quy ước của thôn")
    expect(reader.get_by_role("main")).to_contain_text("Để bà con góp ý.")
    assert urlsplit(address).netloc == urlsplit(demo.url(DISTRICT)).netloc
    assert "Dự thảo quy ước" not in demo.get(DISTRICT, "/tin-tuc/").text


def test_an_editor_finds_a_broken_link(demo, sign_in):
    page = sign_in(EDITOR)
    path = demo.first_path(DISTRICT, "/tin-tuc/")
    words = f'<p><a href="{demo.url(DISTRICT, path)}khong-co/">mẫu đơn</a></p>'
    text = begin_article(page, "Nơi lấy mẫu đơn")
    paste(text, words)
    expect(text).to_contain_text("mẫu đơn")
    page.locator("[name=action-publish]").evaluate("button => button.click()")
    expect(page.get_by_role("status").filter(has_text="Nơi lấy mẫu đơn")).to_be_visible()
    demo.query(NIGHT, "%enqueue_link_check")
    assert demo.wait_for("SELECT 1 FROM desk_checkedlink WHERE is_reported")
    page.goto(demo.url(ADMIN, "/admin/"))
    missing = page.get_by_role("region", name="Trang còn thiếu")
    missing.get_by_role("link").filter(has_text="Nơi lấy mẫu đơn").click()
    row = page.get_by_role("row").filter(has_text="Nơi lấy mẫu đơn")
    expect(row).to_contain_text(f"{path}khong-co/")
    row.get_by_role("link", name="Sửa").first.click()
    expect(page.get_by_role("textbox", name="Tiêu đề*")).to_have_value("Nơi lấy mẫu đơn")


def test_ict_finds_who_changed_a_telephone_number_and_what_it_was(demo, sign_in, new_context):
    page = sign_in(MODERATOR)
    page.get_by_role("button", name="Về đơn vị").click()
    page.get_by_role("link", name="Thông tin đơn vị").click()
    former = page.locator("[name=telephone]").input_value()
    page.locator("[name=telephone]").fill(NEW_NUMBER)
    page.get_by_role("button", name="Lưu").click()
    expect(page.get_by_role("status").filter(has_text="đã được cập nhật")).to_be_visible()
    assert NEW_NUMBER in demo.get(HEALTH).text

    ict = sign_in(ICT_ADMIN, window=new_context().new_page())
    ict.set_viewport_size({"width": 1366, "height": 768})
    menu = ict.get_by_role("complementary")
    menu.get_by_role("button", name="Người", exact=True).click()
    menu.get_by_role("link", name="Nhật ký", exact=True).click()
    ict.get_by_role("textbox", name="Từ khóa tìm kiếm").fill(NEW_NUMBER)
    row = ict.get_by_role("row").filter(has_text=f"{former} → {NEW_NUMBER}")
    expect(row).to_contain_text(NAMES[MODERATOR])
    expect(row).to_contain_text("Sở Y tế")


def test_a_table_that_was_exported_and_changed_in_one_cell_changes_one_unit(demo, sign_in):
    page = sign_in(ICT_ADMIN)
    page.goto(demo.url(ADMIN, "/admin/agencies/"))
    with page.expect_download() as download:
        page.evaluate("location.assign('?export=csv')")
    table = download.value.path().read_text("utf-8-sig")
    changed = table.replace("Sở Nội vụ", "Sở Nội vụ và Lao động", 1)
    page.goto(demo.url(ADMIN, "/admin/agencies/upload/"))
    page.locator("[type=file]").set_input_files(
        {"name": "don-vi.csv", "mimeType": "text/csv", "buffer": changed.encode("utf-8-sig")}
    )
    page.get_by_role("button", name="Tải lên và xem trước").click()
    rows = page.locator(".outcome-changed")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("Sở Nội vụ và Lao động")
    page.get_by_role("button", name="Thực hiện").click()
    expect(page.get_by_role("heading", name="Đã xong")).to_be_visible()
    [_heading, *units] = csv.reader(io.StringIO(table))
    names = demo.query("SELECT name_vi FROM agencies_agency")
    assert len(names) == len(units) and ("Sở Nội vụ và Lao động",) in names
