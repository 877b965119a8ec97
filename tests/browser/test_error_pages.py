"""A screen breaks: what was typed is still there, and ICT finds the error by its code."""

import re
from contextlib import contextmanager

import pytest
from playwright.sync_api import expect

from tests.browser.axe import run_axe
from tests.browser.rest import wait_for_rest
from tests.browser.server import ADMIN, DISTRICT

ICT, EDITOR, MODERATOR = "quan-tri", "bien-tap-so-y-te", "duyet-so-y-te"
BROKEN = "Có lỗi xảy ra"
UNSAVED = "Có nội dung bạn viết chưa được lưu"


@pytest.fixture(autouse=True)
def failures_expected(complaints):
    complaints.expect("status of 500")


@pytest.fixture
def broken(demo):
    """Let the database refuse what is written into a table: ``with broken("home_news"): …``."""

    @contextmanager
    def refusing(table, action="INSERT"):
        demo.query(
            f"CREATE TRIGGER broken BEFORE {action} ON {table} "
            "BEGIN SELECT RAISE(ABORT, 'no more of them'); END"
        )
        try:
            yield
        finally:
            demo.query("DROP TRIGGER IF EXISTS broken")

    return refusing


def find_article(demo):
    """The key of an article of the department of health that is published."""
    [(key,)] = demo.query(
        "SELECT page.id FROM wagtailcore_page page "
        "JOIN home_newspage news ON news.page_ptr_id = page.id "
        "JOIN agencies_agency unit ON unit.code = 'so-y-te' "
        "JOIN wagtailcore_page root ON root.id = unit.root_page_id "
        "WHERE page.live AND page.url_path LIKE root.url_path || '%' ORDER BY page.id LIMIT 1"
    )
    return key


def find_message(demo):
    """The key of a message from a citizen to the department of health."""
    [(key,)] = demo.query(
        "SELECT message.id FROM home_feedbackmessage message "
        "JOIN agencies_agency unit ON unit.id = message.agency_id "
        "WHERE unit.code = 'so-y-te' AND message.state = 'new' ORDER BY message.id LIMIT 1"
    )
    return key


def offer(page):
    return page.get_by_role("dialog", name=UNSAVED)


def read_code(page):
    return page.locator(".error-code code").inner_text()


def save_article(page, demo, key, title):
    """Type a title, and press a button; the answer is the page of an error."""
    page.goto(demo.url(ADMIN, f"/admin/pages/{key}/edit/"))
    wait_for_rest(page)
    field = page.locator("[name=title]")
    field.fill(title)
    field.press("End")
    page.get_by_role("button", name="Lưu nháp").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(BROKEN)


def test_what_an_editor_typed_is_offered_by_the_form_and_ict_finds_the_error(
    demo, sign_in, broken, new_context
):
    page, key = sign_in(EDITOR), find_article(demo)
    former = demo.query("SELECT draft_title FROM wagtailcore_page WHERE id = ?", key)
    with broken("wagtailcore_revision"):
        save_article(page, demo, key, "Tựa viết lúc màn hình hỏng")
        main = page.locator("main")
        expect(main).to_contain_text("chưa có gì được lưu hay thay đổi")
        expect(main).not_to_contain_text("thử lại")
        code = read_code(page)
        form = page.get_by_role("link", name="Mở lại biểu mẫu").get_attribute("href")
        # Nothing that leads on says that it has arrived: this address redirects.
        page.goto(demo.url(ADMIN, "/admin"))
    page.goto(demo.url(ADMIN, form))
    expect(page.locator("[name=title]")).not_to_have_value("Tựa viết lúc màn hình hỏng")
    offer(page).get_by_role("button", name="Khôi phục").click()
    expect(page.locator("[name=title]")).to_have_value("Tựa viết lúc màn hình hỏng")
    page.reload()
    wait_for_rest(page)
    expect(offer(page)).to_be_hidden()
    demo.query(
        "UPDATE wagtailcore_page SET draft_title = ?, latest_revision_id = live_revision_id, "
        "has_unpublished_changes = 0 WHERE id = ?",
        *(former[0][0], key),
    )

    window = sign_in(ICT, window=new_context().new_page())
    window.goto(demo.url(ADMIN, "/admin/tinh-trang-he-thong/"))
    window.get_by_role("link", name=code).first.click()
    expect(window.locator("main")).to_contain_text("Sửa trang")
    expect(window.locator("main")).to_contain_text("so-y-te")
    assert run_axe(window).violations_count == 0


@pytest.mark.parametrize("way", ["back", "elsewhere"])
def test_a_form_without_drafts_offers_what_was_sent_whichever_way_one_comes_back(
    demo, sign_in, broken, way
):
    page, key = sign_in(MODERATOR), find_message(demo)
    address, answer = demo.url(ADMIN, f"/admin/gop-y/tin/{key}/"), "Chúng tôi đã cử người đến xem."
    page.goto(address)
    page.locator("[name=answer]").fill(answer)
    with broken("home_feedbackmessage", "UPDATE"):
        page.get_by_role("button", name="Chúng tôi đang xử lý").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(BROKEN)
    if way == "back":
        page.go_back()
    else:
        page.goto(demo.url(ADMIN, "/admin"))
        page.goto(address)
    offer(page).get_by_role("button", name="Khôi phục").click()
    expect(page.locator("[name=answer]")).to_have_value(answer)
    page.get_by_role("button", name="Chúng tôi đang xử lý").click()
    expect(page.get_by_role("status").filter(has_text="Chưa gửi gì cho người gửi")).to_be_visible()
    page.goto(address)
    wait_for_rest(page)
    expect(offer(page)).to_be_hidden()
    demo.query("UPDATE home_feedbackmessage SET answer = '', state = 'new' WHERE id = ?", key)


@pytest.mark.parametrize(
    "scripts",
    [
        pytest.param(True, marks=pytest.mark.browser_context_args(java_script_enabled=True)),
        pytest.param(False, marks=pytest.mark.browser_context_args(java_script_enabled=False)),
    ],
)
def test_a_citizen_goes_back_and_sends_what_was_written(demo, page, broken, scripts):
    # The same words twice would be one message.
    written = f"Đèn ở thôn {3 + scripts} hỏng đã một tuần."
    page.goto(demo.url(DISTRICT, "/lien-he/"))
    page.get_by_label("Về việc gì", exact=False).fill("Đèn đường hỏng")
    page.get_by_label("Nội dung").fill(written)
    with broken("home_feedbackmessage"):
        page.get_by_role("button", name="Gửi", exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(BROKEN)
    expect(page.locator("main")).to_contain_text("những gì bạn đã viết vẫn còn ở đó")
    assert re.fullmatch(r"[0-9A-Z]{4}-[0-9A-Z]{4}", read_code(page))
    if scripts:
        assert run_axe(page).violations_count == 0
    page.go_back()
    expect(page.get_by_label("Nội dung")).to_have_value(written)
    page.get_by_role("button", name="Gửi", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Đã nhận được góp ý của bạn")
