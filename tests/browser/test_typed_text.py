"""What an editor types is what is saved: dates and document numbers, long titles, and of two people
at one page nobody's text goes without a word."""

import json
import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from demo.services.members import NAMES
from tests.browser.clipboard import paste
from tests.browser.forms import SAVED, SENT, open_form
from tests.browser.rest import wait_for_rest
from tests.browser.server import ADMIN

EDITOR = "bien-tap-so-y-te"
MODERATOR = "duyet-so-y-te"
AUTHOR = "tac-gia"
LINES = [
    "Hạn nộp 20/3",
    "15/",
    "123/QĐ-SYT",
    "Đi 100 km/h",
    "- Lưu: VT",
    "1. Phạm vi",
    "### 3",
    "Giá *chưa thuế* 5*3",
]
PASTED = "Số 45/TB-UBND ngày 15/3, dưới 60 km/h"
# A computer that is slow: an editor of texts writes what it got in its own way after Wagtail has
# looked at the form. Told is whether that was saved, or seen to be nobody's change.
LATE = """window.told = new Promise((tell) => {
  document.addEventListener("w-unsaved:watch-edits", ({ target }) => {
    const text = target.querySelector("input:has(+ [data-draftail-editor-wrapper])");
    setTimeout(() => { text.value = JSON.stringify(JSON.parse(text.value), null, 3); }, 1000);
  }, { once: true });
  window.addEventListener("w-unsaved:add", () => {
    document.addEventListener("w-unsaved:clear", () => tell("seen"));
  }, { capture: true, once: true });
  window.addEventListener("w-autosave:save", () => tell("saved"));
})"""
# Of a whole editor: the form, the part of it, and what is chosen to come to a text.
FIELDS = {
    "article": (EDITOR, "/admin/pages/add/home/newspage/{tin-tuc}/", "Nội dung", "Đoạn văn"),
    "callout": (EDITOR, "/admin/pages/add/home/newspage/{tin-tuc}/", "Nội dung", "Khung nhấn mạnh"),
    "measures": (
        AUTHOR,
        "/admin/snippets/bulletins/bulletin/add/",
        "Nội dung",
        "Các việc đánh số",
    ),
    "bulletin": (AUTHOR, "/admin/snippets/bulletins/bulletin/add/", "Nội dung", "Đoạn văn"),
    "template": (AUTHOR, "/admin/bulletin_templates/new/", "Nội dung", "Đoạn văn"),
}


def choose_action(page, name):
    page.get_by_role("button", name="Thao tác khác").click()
    page.get_by_role("button", name=name, exact=True).click()


def read_texts(page):
    """The kinds and words of the last text's paragraphs, as the form hands them over."""
    sent = page.locator(SENT).last.input_value()
    return [(block["type"], block["text"]) for block in json.loads(sent)["blocks"]]


@pytest.mark.parametrize(
    "kind",
    [
        "article",
        *(pytest.param(kind, marks=pytest.mark.drill("browser")) for kind in list(FIELDS)[1:]),
    ],
)
def test_the_date_survives(demo, sign_in, kind):
    person, path, part, block = FIELDS[kind]
    page = sign_in(person)
    open_form(demo, page, path)
    body = page.get_by_role("region", name=part, exact=True)
    body.get_by_role("button", name="Chèn khối").first.click()
    page.get_by_role("option", name=block, exact=True).click()
    text = body.locator("[contenteditable=true]").last
    text.click()
    for line in LINES:
        page.keyboard.type(line)
        page.keyboard.press("Enter")
    paste(text, PASTED, "text/plain")
    expect(text).to_contain_text(PASTED)
    # The editor hands its words to the form a moment later, or when the form is sent.
    if kind != "template":
        expect(page.locator(SENT).last).to_have_value(re.compile(PASTED))
    page.get_by_role("textbox", name=re.compile("Tiêu đề")).first.fill("Hạn nộp hồ sơ 20/3")
    if kind == "template":
        page.locator("[name=name]").fill("Mẫu 20/3")
        page.locator("[name=summary]").fill("Đến 20/3.")
        with page.expect_event("load"):
            page.get_by_role("button", name="Tạo", exact=True).click()
        page.get_by_role("link", name="Mẫu 20/3").click()
    else:
        expect(page.locator("#w-autosave-indicator")).to_contain_text(SAVED)
        expect(page).to_have_url(re.compile(r"/edit/(\d+/)?$"))
        page.reload()
    wait_for_rest(page)
    assert read_texts(page) == [("unstyled", line) for line in [*LINES, PASTED]]
    assert page.get_by_role("toolbar").first.is_visible()
    # What is put behind the text takes nothing of it away.
    page.locator("[contenteditable=true]").last.click()
    page.keyboard.press("ControlOrMeta+End")
    page.keyboard.type(" 20/3")
    editor = page.locator("[data-draftail-editor]").last
    editor.get_by_role("button", name="Chèn khối").click()
    page.locator("[role=option]:visible").first.click()
    expect(page.locator(SENT).last).to_have_value(re.compile(f'"{PASTED} 20/3"'))


def test_a_form_that_is_only_opened_makes_no_draft(demo, sign_in):
    page = sign_in(EDITOR)
    [(key,)] = demo.query(
        "SELECT page.id FROM wagtailcore_page page JOIN home_newspage ON page_ptr_id = page.id "
        "WHERE url_path LIKE '/so-y-te/%' AND live LIMIT 1"
    )
    page.add_init_script(LATE)
    page.goto(demo.url(ADMIN, f"/admin/pages/{key}/edit/"))
    assert page.evaluate("() => window.told") == "seen"
    page.locator("[name=lead]").press_sequentially("Mới. ")
    expect(page.locator("#w-autosave-indicator")).to_contain_text(SAVED)


@pytest.mark.drill("browser")
def test_nothing_is_cut_or_refused_without_a_way_there_or_saved_over_unasked(
    demo, sign_in, new_context, complaints
):
    complaints.expect("400")
    page = sign_in(MODERATOR)
    open_form(demo, page, "/admin/pages/add/home/newspage/{tin-tuc}/")
    title = page.locator("[name=title]")
    long = " ".join(["Kế hoạch tiêm chủng mở rộng quý I"] * 8)
    title.fill(long)
    expect(page.get_by_text("Dài quá 16 ký tự, tối đa 255")).to_be_visible()
    body = page.get_by_role("region", name="Nội dung", exact=True)
    body.get_by_role("button", name="Chèn khối").first.click()
    page.get_by_role("option", name="Tiêu đề mục", exact=True).click()
    choose_action(page, "Đăng")
    summary = page.get_by_role("region", name="Chưa lưu. Số chỗ cần sửa: 2")
    expect(summary).to_be_focused()
    expect(title).to_have_value(long)
    summary.get_by_role("link", name="Nội dung › Tiêu đề mục").click()
    expect(page.locator("[name=body-0-value]")).to_be_focused()
    page.keyboard.type("Ai")
    summary.get_by_role("link", name="Tiêu đề", exact=True).click()
    expect(title).to_be_focused()
    title.fill("Kế hoạch tiêm chủng")
    expect(page.locator("#w-autosave-indicator")).to_contain_text(SAVED)
    expect(page).to_have_url(re.compile(r"/edit/$"))

    other = sign_in(EDITOR, window=new_context().new_page())
    other.goto(page.url)
    expect(other.locator(".w-editing-sessions__session").first).to_have_accessible_name(
        re.compile(NAMES[MODERATOR])
    )
    other.locator("[name=title]").fill("Bản của biên tập viên")
    expect(other.locator("#w-autosave-indicator")).to_contain_text(SAVED)
    notice = page.locator(".other-editors")
    expect(notice).to_contain_text(f"{NAMES[EDITOR]} đã lưu một phiên bản mới hơn")
    title.fill("Bản của người duyệt")
    page.get_by_role("button", name="Lưu nháp").click()
    buttons = page.get_by_role("dialog").locator(".button")
    expect(buttons).to_have_text(
        ["Xem khác biệt", re.compile("^Xem phiên bản"), re.compile("^Vẫn thay bằng bản")]
    )
    expect(buttons.last).to_have_class(re.compile("button-secondary"))
    with page.expect_event("load"):
        buttons.last.click()
    expect(page.get_by_role("status").filter(has_text="Bản của người duyệt")).to_be_visible()


def test_two_people_write_at_once_see_the_difference_and_merge(
    demo, sign_in, new_context, complaints
):
    complaints.expect("400")
    page = sign_in(MODERATOR)
    open_form(demo, page, "/admin/pages/add/home/newspage/{tin-tuc}/")
    title = page.locator("[name=title]")
    title.fill("Lịch tiêm")
    expect(page.locator("#w-autosave-indicator")).to_contain_text(SAVED)
    path = urlsplit(page.url).path
    other = sign_in(EDITOR, window=new_context().new_page())
    for window in (page, other):
        open_form(demo, window, path)
    other.locator("[name=lead]").fill("Sáng thứ Hai.")
    expect(other.locator("#w-autosave-indicator")).to_contain_text(SAVED)
    title.fill("Lịch tiêm tuần này")
    notice = page.locator(".other-editors")
    # Not that saving "will overwrite" something.
    expect(page.locator(".footer__save-warning")).to_contain_text("hãy xem khác biệt")
    notice.get_by_role("button", name="Xem khác biệt").click()
    question = page.locator(".newer-version")
    question.get_by_text("Xem khác biệt (2 chỗ)").click()
    expect(question.locator("dt")).to_have_text(["Tiêu đề", "Dẫn nhập"])
    expect(question.locator(".newer-version__side")).to_have_text(
        ["Bạn sửa", f"{NAMES[EDITOR]} sửa"]
    )
    question.get_by_role("button", name="Gộp hai bản và lưu nháp").click()
    expect(page.get_by_text(f"Đã gộp với bản của {NAMES[EDITOR]}")).to_be_visible()
    expect(page.locator("[name=lead]")).to_have_value("Sáng thứ Hai.")
    expect(title).to_have_value("Lịch tiêm tuần này")
