"""An author of the ICT department at work, and citizens who see the outcome at once."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.server import ADMIN, DISTRICT, HEALTH

AUTHOR = "tac-gia"
ADD = "/admin/snippets/bulletins/bulletin/add/"
EDIT = re.compile(r"/admin/snippets/bulletins/bulletin/edit/\d+/$")
STEERING = re.compile(r"/admin/dieu-hanh/\d+/$")
LIST = re.compile(r"/admin/snippets/bulletins/bulletin/$")
SITES = [HEALTH, DISTRICT]


@pytest.fixture
def desk(sign_in, demo):
    """The form for a new bulletin, before the author."""
    page = sign_in(AUTHOR)
    page.goto(demo.url(ADMIN, ADD))
    return page


@pytest.fixture
def citizen(new_context):
    """A browser of somebody else, which keeps copies of pages as browsers do."""
    return new_context().new_page()


def write(page, title, summary="Bản tin viết để kiểm tra."):
    page.get_by_role("textbox", name="Tiêu đề").fill(title)
    page.get_by_role("textbox", name="Việc cần làm").fill("Không cần làm gì.")
    page.get_by_role("textbox", name="Tóm tắt").fill(summary)


def write_measure(page, words):
    body = page.get_by_role("region", name="Nội dung")
    body.get_by_role("button", name="Chèn khối").click()
    page.get_by_role("option", name="Các việc đánh số").click()
    body.get_by_role("textbox").last.fill(words)


def save_draft(page):
    # The address alone says nothing: saving in the background changes it too.
    with page.expect_event("load"):
        page.get_by_role("button", name="Lưu nháp").click()
    expect(page).to_have_url(EDIT)


def choose_action(page, role, name):
    page.get_by_role("button", name="Thao tác khác").click()
    page.get_by_role(role, name=name, exact=True).click()


def publish(page):
    page.get_by_role("button", name="Đăng", exact=True).click()
    page.get_by_role("button", name=re.compile("^Đăng lên .* trang web")).click()
    page.wait_for_url(STEERING)


def address(page):
    """The path of the bulletin that is being edited."""
    return f"/ban-tin/{page.locator('[name=slug]').input_value()}/"


def sees(citizen, demo, label, path):
    """The status of a page, and where the list of its website leads."""
    status = citizen.goto(demo.url(label, path)).status
    title = citizen.get_by_role("heading", level=1).inner_text()
    citizen.goto(demo.url(label, "/ban-tin/"))
    listed = citizen.get_by_role("main").locator(f'a[href="{path}"]').all_inner_texts()
    citizen.goto(demo.url(label))
    on_front = citizen.get_by_role("main").locator(f'a[href="{path}"]').all_inner_texts()
    return status, title, listed, on_front


def test_what_an_author_does_shows_on_every_website_at_the_next_request(
    demo, desk, citizen, complaints
):
    complaints.expect("404")
    gone = (404, "Không tìm thấy trang", [], [])

    title = "Bản tin đang được kiểm tra"
    write(desk, title)
    write_measure(desk, "Đọc hết bản tin này.")
    save_draft(desk)
    path, form = address(desk), desk.url
    assert [sees(citizen, demo, label, path) for label in SITES] == [gone, gone]

    publish(desk)
    shown = (200, title, [title], [title])
    assert [sees(citizen, demo, label, path) for label in SITES] == [shown, shown]
    citizen.goto(demo.url(DISTRICT, path))
    expect(citizen.get_by_role("article").locator("ol > li")).to_have_text(["Đọc hết bản tin này."])

    title = "Bản tin đã được sửa"
    desk.goto(form)
    write(desk, title)
    publish(desk)
    shown = (200, title, [title], [title])
    assert [sees(citizen, demo, label, path) for label in SITES] == [shown, shown]

    desk.goto(form)
    choose_action(desk, "link", "Gỡ xuống")
    desk.get_by_role("button", name="Có, gỡ xuống").click()
    desk.wait_for_url(LIST)
    assert [sees(citizen, demo, label, path) for label in SITES] == [gone, gone]


def test_a_draft_is_previewed_on_the_website_of_the_chosen_agency(desk):
    title = "Bản tin xem trước"
    write(desk, title)
    save_draft(desk)
    desk.get_by_role("button", name="Ẩn/hiện xem trước").click()
    frames = desk.locator("[data-side-panel=preview] iframe")
    preview = frames.last.content_frame
    expect(preview.get_by_role("heading", level=1)).to_have_text(title)
    for name in ["Ủy ban nhân dân huyện Ba Bể", "Sở Y tế"]:
        # Wagtail forgets a choice made while it still replaces one preview by the next.
        expect(frames).to_have_count(1)
        desk.get_by_label("Trang của đơn vị").select_option(label=name)
        expect(preview.get_by_role("banner")).to_contain_text(name)
        expect(preview.get_by_role("heading", level=1)).to_have_text(title)


def test_an_address_keeps_all_letters_of_a_vietnamese_title(desk):
    write(desk, "Đường sắp ngập: hãy đi vòng")
    save_draft(desk)
    assert address(desk) == "/ban-tin/duong-sap-ngap-hay-di-vong/"


def test_an_author_finds_a_unit_sees_whom_the_choice_comes_to_and_only_they_show_it(
    demo, desk, citizen, complaints
):
    complaints.expect("404")
    write(desk, "Bản tin của huyện và một sở")
    panel = desk.get_by_role("group", name="Nơi nhận")
    number = panel.locator("[data-number]")
    expect(panel.get_by_label("Huyện").first).not_to_be_visible()
    panel.get_by_label("Chọn đơn vị").check()
    expect(number).to_have_text("Chưa có đơn vị nào")
    panel.get_by_label("Huyện").first.check()
    expect(number).to_have_text("7 đơn vị sẽ hiển thị")
    panel.get_by_label("Tìm đơn vị").first.fill("y te")
    panel.get_by_role("checkbox", name="Sở Y tế").check()
    expect(number).to_have_text("8 đơn vị sẽ hiển thị")
    panel.get_by_text("Trừ các đơn vị").click()
    panel.get_by_label("Tìm đơn vị").last.fill("ba be")
    panel.get_by_role("checkbox", name="Ủy ban nhân dân huyện Ba Bể").check()
    expect(number).to_have_text("7 đơn vị sẽ hiển thị")
    panel.get_by_text("Xem danh sách").click()
    expect(panel.locator("[data-names]")).to_contain_text("Sở Y tế")
    expect(panel.locator("[data-names]")).not_to_contain_text("Ba Bể")

    save_draft(desk)
    path = address(desk)
    expect(panel.get_by_role("checkbox", name="Sở Y tế")).to_be_checked()
    publish(desk)
    assert [citizen.goto(demo.url(label, path)).status for label in SITES] == [200, 404]
