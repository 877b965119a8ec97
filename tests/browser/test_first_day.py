"""An editor's first day, from the invitation to the article that citizens read.

Second factors are asked for, as in production. She works on a telephone, the moderator does not.
"""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from accounts.tests.clients import get_code
from content.tests.factories import CAMERA, PLACE, make_photo, make_upload
from demo.services.members import NAMES
from tests.browser.rest import wait_for_rest
from tests.browser.server import ADMIN, DISTRICT, HEALTH, serve_demo

MODERATOR = "duyet-so-y-te"
ADDRESS = "hoa.nt@soyte.example"
NAME = "Nông Thị Hoa"
PASSWORD = "sau-giờ-mưa-tạnh"
TELEPHONE = {"width": 390, "height": 844}
TITLE = "Khám mắt miễn phí cho người cao tuổi"
DESCRIPTION = "Bác sĩ đo thị lực cho một cụ bà tại trạm y tế xã."
FILE_NAME = "Lịch khám mắt tháng 12"
WISH = "Ghi rõ khám ở xã nào."
FIRST_WORDS = "Mời đến trạm y tế xã vào thứ Ba."
BETTER_WORDS = "Mời đến trạm y tế xã Khang Ninh vào thứ Ba."


@pytest.fixture(scope="module")
def demo(loaded):
    with serve_demo(loaded=loaded, REQUIRE_SECOND_FACTOR="1") as running:
        yield running


@pytest.fixture
def telephone(new_context):
    page = new_context().new_page()
    page.set_viewport_size(TELEPHONE)
    return page


@pytest.fixture
def citizen(new_context):
    return new_context().new_page()


def sign_in(page, demo, name, password):
    page.goto(demo.url(ADMIN, "/admin/"))
    page.get_by_label("Tên đăng nhập").fill(name)
    page.get_by_label("Mật khẩu", exact=True).fill(password)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()


def give_code(page, secret):
    page.get_by_role("textbox", name="Mã").fill(get_code(secret))
    page.keyboard.press("Enter")


def set_up_app(page, demo):
    """From the page on security to the dashboard; returns what the app knows."""
    page.get_by_role("link", name="Thêm ứng dụng").click()
    page.get_by_text("Tôi không quét được").click()
    secret = page.locator(".account-secret").inner_text()
    give_code(page, secret)
    expect(page.get_by_role("heading", level=1)).to_have_text("Mã khôi phục")
    expect(page.locator(".account-codes li")).to_have_count(10)
    page.get_by_role("link", name="Tôi đã cất các mã").click()
    page.get_by_role("link", name="Vào trang quản trị").click()
    page.wait_for_url(demo.url(ADMIN, "/admin/"))
    return secret


def sign_out(page, name):
    page.get_by_role("button", name=name).click()
    page.get_by_role("button", name="Đăng xuất").click()
    expect(page.get_by_role("heading", name="Đăng nhập")).to_be_visible()


def invite(page, address):
    menu = page.get_by_role("complementary")
    menu.get_by_role("button", name="Về đơn vị").click()
    menu.get_by_role("link", name="Thành viên").click()
    page.get_by_role("link", name="Mời", exact=True).click()
    page.get_by_label("Địa chỉ thư điện tử").fill(address)
    page.get_by_role("button", name="Gửi lời mời").click()
    expect(page.get_by_role("row").filter(has_text=address)).to_contain_text("Biên tập viên")


def accept(page, mail):
    assert mail["Subject"].strip() == "Lời mời: Biên tập viên, Sở Y tế"
    page.goto(re.search(r"http\S+", mail.get_content())[0])
    can_be_used_by_all(page)
    page.get_by_label("Họ và tên").fill(NAME)
    page.get_by_label("Chọn mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Mở tài khoản").click()
    expect(page.get_by_text(f"Chào {NAME}")).to_be_visible()


def open_security(page):
    page.get_by_role("button", name="Ẩn/hiện thanh bên").click()
    page.get_by_role("button", name=NAME).click()
    page.get_by_role("link", name="Tài khoản").click()
    page.get_by_role("link", name="Mở trang bảo mật").click()


def upload(page, label, file):
    """Fill in the form in the chooser that is open, and leave its last button to be pressed."""
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("tab", name="Tải lên").click()
    dialog.get_by_label("Tệp").set_input_files(
        {"name": file.name, "mimeType": file.content_type, "buffer": file.read()}
    )
    dialog.get_by_label(label).fill({"Mô tả": DESCRIPTION, "Tiêu đề": FILE_NAME}[label])
    return dialog


def add_block(page, kind):
    body = page.get_by_role("region", name="Nội dung", exact=True)
    body.get_by_role("button", name="Chèn khối").last.click()
    page.get_by_role("option", name=kind, exact=True).click()
    return body.get_by_role("region", name=kind)


def write(page):
    page.get_by_role("link", name="Viết tin").click()
    page.get_by_role("textbox", name="Tiêu đề*").fill(TITLE)
    page.get_by_role("textbox", name="Dẫn nhập").fill("Đoàn bác sĩ khám tại xã vùng cao.")

    page.get_by_role("button", name="Chọn ảnh").click()
    dialog = upload(page, "Mô tả", make_photo(size=(1600, 1200)))
    expect(dialog.get_by_label("Tiêu đề")).not_to_have_value("")
    dialog.get_by_role("button", name="Tải lên").click()
    expect(dialog).to_have_count(0)

    add_block(page, "Đoạn văn").locator("[contenteditable=true]").fill(FIRST_WORDS)
    add_block(page, "Tệp").get_by_role("button", name="Chọn tệp").click()
    dialog = upload(page, "Tiêu đề", make_upload())
    dialog.get_by_role("button", name="Tải lên").click()
    expect(dialog).to_have_count(0)


def submit(page):
    page.get_by_role("button", name=re.compile("^Gửi duyệt")).click()
    expect(page.get_by_role("status").filter(has_text=TITLE)).to_be_visible()


def open_need(page, demo, title):
    page.goto(demo.url(ADMIN, "/admin/"))
    page.get_by_role("region", name="Cần bạn xử lý").get_by_role("link", name=title).click()


def can_be_used_by_all(page):
    wait_for_rest(page)
    assert [one["id"] for one in Axe().run(page).response["violations"]] == []


def test_from_the_invitation_to_the_article_on_the_website(demo, page, telephone, citizen):
    sign_in(page, demo, MODERATOR, demo.passwords[MODERATOR])
    expect(page.get_by_text("Công việc của bạn cần xác thực hai bước")).to_be_visible()
    secret = set_up_app(page, demo)
    invite(page, ADDRESS)
    sign_out(page, NAMES[MODERATOR])

    [mail] = demo.mails_to(ADDRESS)
    accept(telephone, mail)
    open_security(telephone)
    set_up_app(telephone, demo)
    write(telephone)
    submit(telephone)

    sign_in(page, demo, MODERATOR, demo.passwords[MODERATOR])
    give_code(page, secret)
    page.wait_for_url(demo.url(ADMIN, "/admin/"))
    open_need(page, demo, TITLE)
    can_be_used_by_all(page)
    page.get_by_label("Cần sửa những gì?").fill(WISH)
    page.get_by_role("button", name="Trả lại").click()
    page.wait_for_url(demo.url(ADMIN, "/admin/"))

    open_need(telephone, demo, TITLE)
    expect(telephone.get_by_text(f"Cần sửa: {WISH}")).to_be_visible()
    telephone.locator("[contenteditable=true]").first.fill(BETTER_WORDS)
    submit(telephone)

    open_need(page, demo, TITLE)
    page.get_by_role("button", name="Duyệt và đăng").click()
    page.wait_for_url(demo.url(ADMIN, "/admin/"))

    assert demo.wait_for_sizes(DESCRIPTION)
    citizen.goto(demo.url(HEALTH, "/tin-tuc/"))
    citizen.get_by_role("main").get_by_role("link", name=TITLE).click()
    article = citizen.get_by_role("article")
    expect(article).to_contain_text(BETTER_WORDS)
    picture = article.get_by_role("img", name=DESCRIPTION)
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    file = article.get_by_role("link", name=FILE_NAME).get_attribute("href")
    assert demo.get(HEALTH, file).content == make_upload().read()

    assert TITLE not in demo.get(DISTRICT, "/tin-tuc/").text
    [(original,)] = demo.query("SELECT file FROM content_customimage ORDER BY id DESC LIMIT 1")
    kept = (demo.media / original).read_bytes()
    assert PLACE in make_photo().read()
    assert PLACE not in kept
    assert CAMERA not in kept
