"""The admin's own scripts work under its security policy.

What these tests ask for is little; that no page makes the browser complain, every test asks.
"""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.rest import wait_for_rest
from tests.browser.server import ADMIN, list_agencies

ICT_ADMIN = "quan-tri"
MODERATOR = "duyet-so-y-te"
EDITOR = "bien-tap-so-y-te"
OTHERS = [ICT_ADMIN, MODERATOR]
NEWS = "Tiêm vét sởi và uống vitamin A"


def visit(page, demo, path):
    page.goto(demo.url(ADMIN, path))
    wait_for_rest(page)


def open_article(page, demo):
    visit(page, demo, f"/admin/pages/search/?q={NEWS}")
    page.get_by_role("main").get_by_role("link", name=NEWS).first.click()
    page.wait_for_url(re.compile(r"/admin/pages/\d+/edit/"))
    wait_for_rest(page)


def test_the_directory_leads_to_every_website(demo, page):
    page.goto(demo.url(ADMIN))
    links = page.locator(".directory-name")
    expect(links).to_have_count(29)
    addresses = {link.get_attribute("href") for link in links.all()}
    assert addresses == {demo.url(agency["hostname"]) for agency in list_agencies()}
    links.filter(has_text="Sở Y tế").click()
    expect(page).to_have_url(demo.url("soyte"))
    expect(page.get_by_role("banner")).to_contain_text("Sở Y tế")


def test_the_directory_leads_to_the_sign_in(demo, page):
    page.goto(demo.url(ADMIN))
    page.get_by_role("link", name="Đăng nhập").click()
    expect(page.locator("[name=login]")).to_be_focused()


# axe looks at the same screens; where the entries lead is asked for two people each time.
@pytest.mark.parametrize(
    "name",
    [EDITOR, "tac-gia", *(pytest.param(one, marks=pytest.mark.drill("browser")) for one in OTHERS)],
)
def test_every_page_of_the_menu_opens(demo, sign_in, name):
    page = sign_in(name)
    menu = page.get_by_role("complementary").get_by_role("navigation")
    for button in menu.get_by_role("button").all():
        button.click()
    paths = menu.get_by_role("link").evaluate_all(
        "links => links.map(link => link.getAttribute('href')).filter(path => path[0] === '/')"
    )
    assert paths
    for path in sorted(set(paths)):
        visit(page, demo, path)
        expect(page.get_by_role("main").get_by_role("heading", level=1)).to_be_attached()
        # There is one page of the kind, and the entry leads on to its form.
        one = path in {"/admin/lien-he/", "/admin/to-chuc/"}
        opened = "/admin/pages/" if one else path.partition("?")[0]
        assert page.url.startswith(demo.url(ADMIN, opened))


@pytest.mark.parametrize("name", [ICT_ADMIN, EDITOR])
def test_the_pages_of_a_unit_are_listed(demo, sign_in, name):
    page = sign_in(name)
    visit(page, demo, "/admin/pages/")
    if name == ICT_ADMIN:
        page.get_by_role("link", name="Xem các trang con của “Sở Y tế”").click()
    rows = page.get_by_role("table").get_by_role("row")
    for section in ("Giới thiệu", "Tin tức", "Văn bản", "Liên hệ"):
        expect(rows.filter(has_text=section)).to_have_count(1)


@pytest.mark.parametrize("name", [ICT_ADMIN, EDITOR])
def test_a_date_is_picked_for_a_news_article(demo, sign_in, name):
    page = sign_in(name)
    open_article(page, demo)
    day = page.locator("[name=date]")
    month = day.input_value()[2:]
    picked = 15 if day.input_value().startswith("16") else 16
    day.click()
    calendar = page.locator(".xdsoft_datetimepicker:visible")
    calendar.locator(f"td[data-date='{picked}']:not(.xdsoft_other_month)").click()
    expect(day).to_have_value(f"{picked}{month}")


@pytest.mark.parametrize("name", [ICT_ADMIN, EDITOR])
def test_a_picture_is_chosen_for_a_news_article(demo, sign_in, name):
    page = sign_in(name)
    open_article(page, demo)
    chooser = page.locator("#id_image-chooser")
    chooser.get_by_role("button", name="Thao tác").click()
    page.get_by_role("button", name="Thay ảnh").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("link", name="Sở Y tế").first.click()
    expect(dialog).to_have_count(0)
    expect(chooser).to_contain_text("Sở Y tế")


@pytest.mark.parametrize("name", [ICT_ADMIN, EDITOR])
def test_every_kind_of_block_is_added_to_a_news_article(demo, sign_in, name):
    page = sign_in(name)
    open_article(page, demo)
    body = page.get_by_role("region", name="Nội dung", exact=True)
    blocks = body.locator("[data-contentpath] > section")
    # The form is drawn by a script, block by block.
    expect(body.get_by_role("button", name="Chèn khối").last).to_be_visible()
    count = blocks.count()
    kinds = ["Tiêu đề mục", "Đoạn văn", "Các việc đánh số", "Ảnh", "Tệp", "Liên kết video"]
    for number, kind in enumerate(kinds, start=1):
        body.get_by_role("button", name="Chèn khối").last.click()
        page.get_by_role("option", name=kind, exact=True).click()
        expect(blocks.nth(count + number - 1)).to_be_visible()
        expect(body.get_by_role("region", name=kind).last).to_be_visible()


def test_a_file_and_a_measure_are_added_to_a_bulletin(demo, sign_in):
    page = sign_in(ICT_ADMIN)
    visit(page, demo, "/admin/snippets/bulletins/bulletin/add/")
    page.get_by_role("region", name="Tệp để tải xuống").get_by_role("button").first.click()
    page.get_by_role("button", name="Thêm Tệp").click()
    files = page.get_by_role("region", name="Tệp 1")
    files.get_by_role("button", name="Chọn tệp").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Đóng").click()
    expect(dialog).to_have_count(0)
    page.get_by_role("region", name="Nội dung").get_by_role("button", name="Chèn khối").click()
    page.get_by_role("option", name="Các việc đánh số").click()
    expect(page.get_by_role("region", name="Các việc đánh số")).to_be_visible()
    times = page.get_by_role("region", name="Mức độ và thời gian")
    times.get_by_role("button").first.click()
    times.get_by_label("Hiệu lực đến").click()
    expect(page.locator(".xdsoft_datetimepicker:visible")).to_be_visible()


def save(page):
    # The message of the former saving stands there until the answer comes.
    with page.expect_event("load"):
        page.get_by_role("button", name="Lưu").click()


@pytest.mark.parametrize("name", [ICT_ADMIN, MODERATOR])
def test_a_unit_changes_what_its_website_says_about_it(demo, sign_in, name):
    page = sign_in(name)
    visit(page, demo, "/admin/settings/agencies/agencysettings/")
    if name == ICT_ADMIN:
        with page.expect_event("load"):
            page.get_by_role("combobox", name="Trang web").select_option(label="Sở Y tế")
    responsible = page.get_by_role("textbox", name="Chịu trách nhiệm nội dung")
    before = responsible.input_value()
    responsible.fill("Bà Hoàng Thị Mây")
    save(page)
    expect(page.get_by_role("status").filter(has_text="đã được cập nhật")).to_be_visible()
    assert "Bà Hoàng Thị Mây" in demo.get("soyte").text
    responsible.fill(before)
    save(page)
    expect(page.get_by_role("status").filter(has_text="đã được cập nhật")).to_be_visible()
    assert "Bà Hoàng Thị Mây" not in demo.get("soyte").text


@pytest.mark.parametrize("width", [390, 320])
def test_on_a_telephone_the_calendar_of_a_day_shows_the_whole_week(demo, sign_in, width):
    page = sign_in(MODERATOR)
    page.set_viewport_size({"width": width, "height": 844})
    visit(page, demo, "/admin/gio-lam-viec/")
    day = page.locator("[name=exceptions-0-first_day]")
    day.click()
    heads = page.locator(".xdsoft_datetimepicker:visible th")
    expect(heads).to_have_count(7)
    boxes = [head.bounding_box() for head in heads.all()]
    assert all(box and box["x"] >= 0 and box["x"] + box["width"] <= width for box in boxes)
    page.locator(".xdsoft_datetimepicker:visible td").nth(10).click()
    expect(day).to_have_value(re.compile(r"^\d\d/\d\d/\d{4}$"))


@pytest.mark.parametrize(
    ("name", "path"),
    [(MODERATOR, "/admin/gop-y/"), (ICT_ADMIN, "/admin/agencies/"), (ICT_ADMIN, "/admin/people/")],
)
def test_on_a_telephone_all_that_a_list_offers_stands_on_one_line(demo, sign_in, name, path):
    page = sign_in(name)
    page.set_viewport_size({"width": 390, "height": 844})
    visit(page, demo, path)
    offered = page.locator(
        "#w-slim-header-buttons :is(a.w-header-button, .w-dropdown__toggle):visible"
    )
    boxes = [one.bounding_box() for one in offered.all()]
    assert len(boxes) == 3 and all(box and box["x"] + box["width"] <= 390 for box in boxes)
    middles = [box["y"] + box["height"] / 2 for box in boxes]
    assert max(middles) - min(middles) < 10


def test_the_address_of_a_page_keeps_all_letters_of_a_vietnamese_title(demo, sign_in):
    page = sign_in(ICT_ADMIN)
    visit(page, demo, "/admin/pages/")
    page.get_by_role("link", name="Xem các trang con của “Sở Y tế”").click()
    page.get_by_role("link", name="Xem các trang con của “Tin tức”").click()
    page.get_by_role("link", name="Thêm trang con").click()
    page.get_by_role("textbox", name="Tiêu đề").fill("Đường sắp ngập: hãy đi vòng")
    page.get_by_role("textbox", name="Tiêu đề").blur()
    expect(page.locator("[name=slug]")).to_have_value("duong-sap-ngap-hay-di-vong")
