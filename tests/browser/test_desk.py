"""A unit's editor writes news, from the first screen to the list, and never meets the tree."""

import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

from content.tests.factories import make_pdf
from tests.browser.rest import wait_for_rest
from tests.browser.server import ADMIN, DISTRICT

EDITOR = "bien-tap-so-y-te"
# What she writes nobody has to approve.
EDITOR_WITHOUT_MODERATOR = "bien-tap-ba-be"
TREE = re.compile(r"/admin/pages/(\d+/)?$")


def assert_no_tree(page):
    """Nothing on the screen leads into the tree of pages, and no technical field is there."""
    links = page.get_by_role("link").evaluate_all("all => all.map(one => one.pathname || '')")
    assert not [path for path in links if TREE.search(path)]
    for name in ("slug", "seo_title", "show_in_menus"):
        expect(page.locator(f"[name={name}]")).to_have_count(0)


def test_an_editor_writes_and_finds_an_article_without_tree_slug_or_second_tab(demo, sign_in):
    page = sign_in(EDITOR)
    expect(page.get_by_role("heading", level=1, name="Sở Y tế")).to_be_visible()
    assert_no_tree(page)
    page.get_by_role("main").get_by_role("link", name="Viết tin").click()
    wait_for_rest(page)
    assert_no_tree(page)
    expect(page.get_by_role("tab")).to_have_count(0)
    page.get_by_role("textbox", name="Tiêu đề*").fill("Khám mắt miễn phí cho người cao tuổi")
    body = page.get_by_role("region", name="Nội dung", exact=True)
    body.get_by_role("button", name="Chèn khối").click()
    page.get_by_role("option", name="Đoạn văn", exact=True).click()
    page.locator("[contenteditable=true]").first.fill("Mời đến trạm y tế xã.")
    with page.expect_event("load"):
        page.get_by_role("button", name="Lưu nháp").click()
    expect(page).to_have_url(re.compile(r"/admin/pages/\d+/edit/"))
    assert_no_tree(page)
    page.get_by_role("complementary").get_by_role("link", name="Tin tức").click()
    page.get_by_role("main").locator("[name=q]").fill("kham mat")
    row = page.get_by_role("row").filter(has_text="Khám mắt miễn phí")
    expect(row).to_contain_text("chưa đăng")
    expect(page.locator(".desk-listing tbody tr")).to_have_count(1)
    assert_no_tree(page)


def test_several_photos_are_uploaded_at_once_and_each_needs_a_description(demo, sign_in, tmp_path):
    page = sign_in(EDITOR)
    files = [tmp_path / "mot.png", tmp_path / "hai.png"]
    for file in files:
        Image.new("RGB", (40, 30)).save(file)
    page.goto(demo.url(ADMIN, "/admin/images/multiple/add/"))
    wait_for_rest(page)
    page.locator("input[type=file]").set_input_files(files)
    uploads = page.locator("#upload-list > li")
    expect(uploads.get_by_label("Mô tả")).to_have_count(2)
    for upload in uploads.all():
        expect(upload.get_by_text("trong một câu")).to_be_visible()
        upload.get_by_label("Mô tả").fill("Người dân xếp hàng trước trạm y tế.")
        upload.get_by_role("button", name="Cập nhật").click()
    expect(uploads.get_by_label("Mô tả")).to_have_count(0)


def test_an_editor_publishes_a_document_with_its_file_and_citizens_download_it(
    demo, sign_in, new_context
):
    content = make_pdf("Thong bao")
    page = sign_in(EDITOR_WITHOUT_MODERATOR)
    page.get_by_role("main").get_by_role("link", name="Đăng văn bản").click()
    wait_for_rest(page)
    assert_no_tree(page)
    page.get_by_role("textbox", name="Trích yếu*").fill("V/v sửa cầu treo Nà Kiêng")
    page.get_by_role("textbox", name="Số và ký hiệu*").fill("95/TB-UBND")
    page.get_by_role("combobox", name="Loại").fill("Thông báo")
    files = page.get_by_role("region", name="Tệp đính kèm")
    files.get_by_role("button", name="Thêm tệp").click()
    files.get_by_role("button", name="Chọn tệp").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("tab", name="Tải lên").click()
    dialog.get_by_label("Tệp").set_input_files(
        {"name": "cau.pdf", "mimeType": "application/pdf", "buffer": content}
    )
    dialog.get_by_label("Tiêu đề").fill("Thông báo sửa cầu")
    dialog.get_by_role("button", name="Tải lên").click()
    expect(dialog).to_have_count(0)
    page.get_by_role("button", name="Đăng", exact=True).click()
    expect(page.get_by_role("row").filter(has_text="sửa cầu treo")).to_contain_text("95/TB-UBND")
    assert_no_tree(page)

    citizen = new_context().new_page()
    citizen.goto(demo.url(DISTRICT, "/van-ban/"))
    citizen.get_by_role("main").get_by_role("link", name="V/v sửa cầu treo Nà Kiêng").click()
    expect(citizen.get_by_role("main")).to_contain_text("Còn hiệu lực")
    with citizen.expect_download() as saved:
        citizen.get_by_role("link", name=re.compile("^Tải xuống PDF, ")).click()
    assert Path(saved.value.path()).read_bytes() == content


@pytest.mark.parametrize("width", [390, 1366])
@pytest.mark.parametrize("path", ["", "tin-tuc/", "van-ban/", "gioi-thieu/", "tin-tuc/viet/"])
def test_nothing_sticks_out_of_the_screen(demo, sign_in, width, path):
    page = sign_in(EDITOR)
    page.set_viewport_size({"width": width, "height": 768})
    page.goto(demo.url(ADMIN, f"/admin/{path}"))
    wait_for_rest(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    clipped = page.locator("main .desk *, main .desk-listing *").evaluate_all(
        "all => all.filter(one => one.scrollWidth > one.clientWidth + 1"
        " && getComputedStyle(one).overflowX === 'hidden' && !one.closest('.w-sr-only'))"
        ".map(one => one.textContent)"
    )
    assert clipped == []
