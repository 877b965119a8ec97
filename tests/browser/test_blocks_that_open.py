"""What is typed opens again, and what no block can read is shown, kept and repaired."""

import json
import re

from playwright.sync_api import expect

from tests.browser.forms import SAVED, SENT, open_form, watched
from tests.browser.rest import wait_for_rest
from tests.browser.server import ADMIN

EDITOR = "bien-tap-so-y-te"
WORDS = "Mang theo thẻ bảo hiểm"
FIND = (
    "SELECT page.id, page.latest_revision_id FROM wagtailcore_page page "
    "JOIN home_newspage ON page_ptr_id = page.id WHERE url_path LIKE '/so-y-te/%' AND live LIMIT 1"
)

COPY = (
    "INSERT INTO wagtailcore_revision "
    "(content, created_at, object_id, content_type_id, base_content_type_id, object_str) "
    "SELECT ?, created_at, object_id, content_type_id, base_content_type_id, object_str "
    "FROM wagtailcore_revision WHERE id = ?"
)
DRAFT = (
    "UPDATE wagtailcore_page SET has_unpublished_changes = 1, latest_revision_id = "
    "(SELECT max(id) FROM wagtailcore_revision WHERE object_id = ?) WHERE id = ?"
)


def read_state(page):
    return json.loads(page.locator(SENT).last.input_value())["blocks"]


def test_a_line_break_and_bold_type_behind_an_emoji_are_there_when_it_is_opened(demo, sign_in):
    page = sign_in(EDITOR)
    open_form(demo, page, "/admin/pages/add/home/newspage/{tin-tuc}/")
    page.get_by_role("textbox", name=re.compile("Tiêu đề")).first.fill("Thông báo")
    body = page.get_by_role("region", name="Nội dung", exact=True)
    body.get_by_role("button", name="Chèn khối").first.click()
    page.get_by_role("option", name="Đoạn văn", exact=True).click()
    body.locator("[contenteditable=true]").last.click()
    page.keyboard.type("😀 Nơi nhận:")
    page.keyboard.press("Shift+Enter")
    page.keyboard.press("ControlOrMeta+b")
    page.keyboard.type("- Lưu: VT.")
    with page.expect_event("load"):
        page.keyboard.press("ControlOrMeta+s")
    wait_for_rest(page)
    [block] = read_state(page)
    assert block["text"] == "😀 Nơi nhận:\n- Lưu: VT."
    # The editor counts an emoji as one sign.
    assert block["inlineStyleRanges"] == [{"offset": 12, "length": 10, "style": "BOLD"}]
    bold = page.locator("[contenteditable=true] [style*='bold']")
    assert "".join(bold.all_inner_texts()).strip() == "- Lưu: VT."


def test_what_cannot_be_read_is_shown_and_repaired(demo, sign_in):
    [(key, revision)] = demo.query(FIND)
    [(content,)] = demo.query("SELECT content FROM wagtailcore_revision WHERE id = ?", revision)
    block = {"type": "quotation", "value": {"text": f"<p>{WORDS}</p>"}, "id": "a"}
    changed = json.loads(content) | {"body": json.dumps([block])}
    demo.query(COPY, json.dumps(changed), revision)
    demo.query(DRAFT, key, key)
    page = sign_in(EDITOR)
    page.goto(demo.url(ADMIN, f"/admin/pages/{key}/edit/"))
    watched(page)
    body = page.get_by_role("region", name="Nội dung", exact=True)
    expect(body.locator("p", has_text=WORDS)).to_be_visible()
    body.get_by_role("button", name="Chèn khối").last.click()
    expect(page.get_by_role("option", name="Phần không đọc được")).to_have_count(0)
    page.keyboard.press("Escape")
    body.get_by_role("button", name="Sửa lại").click()
    expect(body.locator("[contenteditable=true]")).to_contain_text(WORDS)
    expect(page.locator("#w-autosave-indicator")).to_contain_text(SAVED)
    page.reload()
    wait_for_rest(page)
    assert [block["text"] for block in read_state(page)] == [WORDS]
