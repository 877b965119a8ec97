"""An emergency is proven: shown by all it is for, confirmed, found out where it is stale, ended."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.server import ADMIN, DISTRICT, HEALTH

PUBLISHER = "tac-gia"
IN_BA_BE = "bien-tap-ba-be"
TITLE = "Vỡ đập: lên chỗ cao"
ASKING = "Cảnh giác cuộc gọi giả danh cán bộ để chiếm đoạt tiền"
# Eight websites are read one after the other on a machine that does other things too.
PATIENCE = 60_000


def publish_emergency(page):
    page.get_by_role("link", name="Đăng thông báo khẩn").click()
    page.locator(".air-choices a").first.click()
    page.locator("[name=title]").fill(TITLE)
    page.locator("[name=instruction]").fill("Rời nhà ven suối ngay.")
    page.locator("[name=audience]").select_option(label="Các huyện và thành phố")
    page.locator("[name=confirm_hours]").fill("6")
    page.get_by_role("button", name="Xem trước khi đăng").click()
    page.get_by_role("button", name=re.compile("^Đăng lên")).click()
    page.wait_for_url(re.compile(r"/admin/dieu-hanh/\d+/$"))


def check_again(page):
    page.get_by_role("button", name="Kiểm tra lại").click()


@pytest.fixture
def in_ba_be(demo, new_context):
    """The first screen of somebody of the district, on a telephone of their own."""
    page = new_context().new_page()
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(demo.url(ADMIN, "/admin/"))
    page.locator("[name=login]").fill(IN_BA_BE)
    page.locator("[name=password]").fill(demo.passwords[IN_BA_BE])
    page.get_by_role("button", name="Đăng nhập", exact=True).click()
    page.wait_for_url(demo.url(ADMIN, "/admin/"))
    return page


def test_an_emergency_is_counted_confirmed_and_an_old_copy_of_it_is_found(demo, sign_in, in_ba_be):
    page = sign_in(PUBLISHER)
    publish_emergency(page)
    count = page.locator(".air-count")
    expect(count).to_contain_text("8/8 đang hiển thị", timeout=PATIENCE)
    feed = demo.get(DISTRICT, "/ban-tin/atom.xml").text
    assert TITLE in feed and TITLE not in demo.get(HEALTH, "/ban-tin/atom.xml").text

    in_ba_be.reload()
    in_ba_be.get_by_role("main").get_by_role("link", name=TITLE).first.click()
    in_ba_be.get_by_role("button", name="Đã thực hiện, xác nhận").click()
    done = in_ba_be.get_by_role("status").filter(has_text=f"Đã xác nhận: {TITLE}")
    expect(done).to_be_visible()
    page.reload()
    expect(page.get_by_role("main")).to_contain_text("1/8 đơn vị đã xác nhận")

    # Behind the back of the server, so that what it keeps is old.
    demo.query("UPDATE bulletins_bulletin SET title = title || ' (2)' WHERE title = ?", TITLE)
    check_again(page)
    expect(page.locator(".air-problem").first).to_contain_text("phiên bản cũ", timeout=PATIENCE)
    expect(count).to_contain_text("0/8", timeout=PATIENCE)
    demo.query("UPDATE bulletins_bulletin SET title = ? WHERE title = ?", TITLE, f"{TITLE} (2)")
    page.reload()
    check_again(page)
    expect(count).to_contain_text("8/8 đang hiển thị", timeout=PATIENCE)

    page.get_by_role("link", name="Kết thúc").click()
    page.get_by_role("button", name="Đúng, kết thúc").click()
    expect(count).to_contain_text("8/8", timeout=PATIENCE)
    assert TITLE not in demo.get(DISTRICT, "/ban-tin/atom.xml").text


def test_what_is_overdue_is_first_in_the_work_list(demo, sign_in):
    selecting = "SELECT id, confirm_by FROM bulletins_bulletin WHERE title = ?"
    [(bulletin, deadline)] = demo.query(selecting, ASKING)
    demo.query(
        "UPDATE bulletins_bulletin SET confirm_by = datetime('now', '-1 day') WHERE id = ?",
        bulletin,
    )
    page = sign_in(PUBLISHER)
    expect(page.get_by_role("main")).to_contain_text("chưa xác nhận đúng hạn")
    page.goto(demo.url(ADMIN, f"/admin/dieu-hanh/{bulletin}/don-vi/"))
    row = page.get_by_role("row").filter(has_text="Sở Y tế")
    expect(row).to_contain_text("quá hạn")
    row.get_by_role("button", name="Nhắc lại").click()
    expect(page.get_by_role("status").filter(has_text="nhắc")).to_be_visible()
    demo.query("UPDATE bulletins_bulletin SET confirm_by = ? WHERE id = ?", deadline, bulletin)
