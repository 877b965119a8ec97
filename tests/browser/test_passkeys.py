"""A passkey on a device that the browser plays (WebAuthn Level 2, 11.2)."""

import pytest
from playwright.sync_api import expect

from tests.browser.server import ADMIN

AUTHOR = "tac-gia"
SECURITY = "/tai-khoan/"


@pytest.fixture
def fingerprint_reader(context, page):
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_somebody_sets_up_a_passkey_signs_in_by_it_and_takes_it_away(
    demo, sign_in, fingerprint_reader
):
    # Who has signed in lately need not confirm who they are.
    page = sign_in(AUTHOR, anew=True)
    page.goto(demo.url(ADMIN, SECURITY))
    page.get_by_role("link", name="Thêm khóa truy cập").click()
    page.get_by_label("Tên khóa truy cập").fill("Máy thử")
    page.get_by_role("button", name="Thêm khóa truy cập này").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mã khôi phục")
    with page.expect_download() as saved:
        page.get_by_role("link", name="Lưu thành tệp").click()
    assert saved.value.suggested_filename == "ma-khoi-phuc.txt"
    assert len(saved.value.path().read_text().split()) == 10
    page.get_by_role("link", name="Tôi đã cất các mã").click()

    page.get_by_role("button", name="Đăng xuất").click()
    page.get_by_role("button", name="Đăng nhập bằng khóa truy cập").click()
    page.wait_for_url(demo.url(ADMIN, "/admin/"))

    page.goto(demo.url(ADMIN, SECURITY))
    page.get_by_role("listitem").filter(has_text="Máy thử").get_by_role("link", name="Gỡ").click()
    page.get_by_role("button", name="Gỡ khóa truy cập").click()
    expect(page.get_by_role("status")).to_contain_text("Đã gỡ khóa truy cập.")
    expect(page.get_by_text("Máy thử")).to_have_count(0)


def test_a_device_that_does_not_know_its_owner_is_told_so_in_words(demo, page):
    page.goto(demo.url(ADMIN, "/tai-khoan/dang-nhap/"))
    page.evaluate("() => { navigator.credentials.get = () => Promise.reject(new Error('no')) }")
    page.get_by_role("button", name="Đăng nhập bằng khóa truy cập").click()
    expect(page.get_by_role("alert")).to_have_text(
        "Chưa dùng được khóa truy cập. Hãy thử lại hoặc chọn cách khác."
    )


def test_a_password_can_be_looked_at(demo, page):
    page.goto(demo.url(ADMIN, "/tai-khoan/dang-nhap/"))
    password = page.locator("[name=password]")
    password.fill("mật khẩu")
    page.get_by_role("button", name="Hiện mật khẩu").click()
    expect(password).to_have_attribute("type", "text")
    page.get_by_role("button", name="Ẩn mật khẩu").click()
    expect(password).to_have_attribute("type", "password")
    expect(password).to_have_value("mật khẩu")
