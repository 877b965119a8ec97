"""An emergency is proven: shown by all it is for, confirmed, found out where it is stale, ended."""

import re

from playwright.sync_api import expect

from tests.browser.server import ADMIN, DISTRICT, HEALTH

PUBLISHER = "tac-gia"
EDITOR = "bien-tap-so-y-te"
TITLE = "Vỡ đập: lên chỗ cao"
ASKING = "Cảnh giác cuộc gọi giả danh cán bộ để chiếm đoạt tiền"
# Eight websites are read one after the other on a machine that does other things too.
PATIENCE = 60_000


def publish_emergency(page):
    page.get_by_role("link", name="Phát thông báo khẩn").click()
    page.locator(".air-choices a").first.click()
    page.locator("[name=title]").fill(TITLE)
    page.locator("[name=instruction]").fill("Rời nhà ven suối ngay.")
    page.locator("[name=audience]").select_option(label="Các huyện và thành phố")
    page.get_by_role("button", name="Xem trước khi phát").click()
    page.get_by_role("button", name="Phát ngay").click()
    page.wait_for_url(re.compile(r"/admin/dieu-hanh/\d+/$"))


def check_again(page):
    page.get_by_role("button", name="Kiểm tra lại").click()


def test_an_emergency_is_counted_on_its_websites_and_an_old_copy_is_found(demo, sign_in):
    page = sign_in(PUBLISHER)
    publish_emergency(page)
    count = page.locator(".air-count")
    expect(count).to_contain_text("8/8 đang hiển thị", timeout=PATIENCE)
    feed = demo.get(DISTRICT, "/ban-tin/atom.xml").text
    assert TITLE in feed and TITLE not in demo.get(HEALTH, "/ban-tin/atom.xml").text

    # Behind the back of the server, so that what it keeps is old.
    demo.query("UPDATE bulletins_bulletin SET title = title || ' (2)' WHERE title = ?", TITLE)
    check_again(page)
    expect(page.locator(".air-fault")).to_contain_text("phiên bản cũ", timeout=PATIENCE)
    expect(count).to_contain_text("0/8")
    demo.query("UPDATE bulletins_bulletin SET title = ? WHERE title = ?", TITLE, f"{TITLE} (2)")
    check_again(page)
    expect(count).to_contain_text("8/8 đang hiển thị", timeout=PATIENCE)

    page.get_by_role("link", name="Kết thúc").click()
    page.get_by_role("button", name="Đúng, kết thúc").click()
    expect(count).to_contain_text("8/8", timeout=PATIENCE)
    assert TITLE not in demo.get(DISTRICT, "/ban-tin/atom.xml").text


def test_a_unit_confirms_and_the_work_list_counts_it(demo, sign_in, new_context):
    page = sign_in(EDITOR)
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_role("link", name=ASKING).first.click()
    page.get_by_label("Trả lời ngắn").fill("Đã phổ biến tại buổi giao ban.")
    page.get_by_role("button", name="Đã thực hiện, xác nhận").click()
    expect(page.get_by_role("heading", name="Đã xác nhận")).to_be_visible()
    [(bulletin,)] = demo.query(
        "SELECT id FROM bulletins_bulletin WHERE title = ? AND confirm_by IS NOT NULL", ASKING
    )
    publisher = new_context().new_page()
    publisher.goto(demo.url(ADMIN, "/admin/"))
    publisher.locator("[name=login]").fill(PUBLISHER)
    publisher.locator("[name=password]").fill(demo.passwords[PUBLISHER])
    publisher.get_by_role("button", name="Đăng nhập", exact=True).click()
    publisher.wait_for_url(demo.url(ADMIN, "/admin/"))
    units = demo.url(ADMIN, f"/admin/dieu-hanh/{bulletin}/don-vi/")
    publisher.goto(units)
    expect(publisher.get_by_text("5/29 đơn vị đã xác nhận")).to_be_visible()

    page.reload()
    page.get_by_role("button", name="Rút lại").click()
    publisher.goto(units)
    expect(publisher.get_by_text("4/29 đơn vị đã xác nhận")).to_be_visible()


def test_what_is_overdue_is_first_in_the_work_list(demo, sign_in):
    selecting = "SELECT id, confirm_by FROM bulletins_bulletin WHERE title = ?"
    [(bulletin, deadline)] = demo.query(selecting, ASKING)
    demo.query(
        "UPDATE bulletins_bulletin SET confirm_by = datetime('now', '-1 day') WHERE id = ?",
        bulletin,
    )
    page = sign_in(PUBLISHER)
    expect(page.get_by_role("main")).to_contain_text("quá hạn")
    page.goto(demo.url(ADMIN, f"/admin/dieu-hanh/{bulletin}/don-vi/"))
    row = page.get_by_role("row").filter(has_text="Sở Y tế")
    expect(row).to_contain_text("Quá hạn")
    row.get_by_role("button", name="Nhắc lại").click()
    expect(page.get_by_role("status")).to_contain_text("nhắc")
    demo.query("UPDATE bulletins_bulletin SET confirm_by = ? WHERE id = ?", deadline, bulletin)
