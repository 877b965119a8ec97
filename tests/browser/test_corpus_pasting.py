"""Texts of the corpus as they are pasted into an article, and what the website shows of them."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.clipboard import paste
from tests.browser.rest import wait_for_rest
from tests.corpus.expected import (
    GOOGLE_DOCS,
    MESSAGE,
    WEB_PAGE,
    WORD_CLIPBOARD,
    WRITER_CLIPBOARD,
    Expected,
    list_words,
)
from tests.corpus.library import get_text

MODERATOR = "duyet-so-y-te"
# A letterhead, merged cells and prices, four levels of lists, footnotes, pictures, plain messages.
PASTED = [
    ("letter-vaccination", WORD_CLIPBOARD, ["2 bảng chỉ để trình bày"]),
    ("decision-land-prices", WORD_CLIPBOARD, ["ô gộp được tách ra"]),
    ("letter-tracked-changes", WORD_CLIPBOARD, ["bỏ 2 nhận xét", "4 sửa đổi đang theo dõi"]),
    ("plan-four-levels", GOOGLE_DOCS, []),
    ("procedure-birth-registration", WRITER_CLIPBOARD, ["1 chú thích được đặt ở cuối bài"]),
    ("article-visit", WEB_PAGE, ["2 hình không kèm theo được"]),
    ("letter-hidden-template", WEB_PAGE, ["2 chỗ bị ẩn"]),
    ("message-power-cut", MESSAGE, []),
]


@pytest.fixture
def write(sign_in):
    """Begin an article with a title; returns the page and its first text."""

    def begin(title):
        page = sign_in(MODERATOR)
        page.get_by_role("main").get_by_role("link", name="Viết tin").click()
        wait_for_rest(page)
        page.get_by_role("textbox", name="Tiêu đề*").fill(title)
        body = page.get_by_role("region", name="Nội dung", exact=True)
        body.get_by_role("button", name="Chèn khối").click()
        page.get_by_role("option", name="Đoạn văn", exact=True).click()
        editor = page.locator("[contenteditable=true]").first
        editor.click()
        return page, editor

    return begin


@pytest.mark.parametrize(
    ("name", "form", "said"), PASTED, ids=[f"{form}-{name}" for name, form, _said in PASTED]
)
def test_a_pasted_text_is_on_the_website_with_all_its_words(
    demo, write, new_context, name, form, said
):
    text = get_text(name)
    page, editor = write(text.title)
    paste(editor, form.write(text), "text/plain" if form is MESSAGE else "text/html")
    body = page.get_by_role("region", name="Nội dung", exact=True)
    for line in said:
        expect(body.get_by_role("status").first).to_contain_text(line)
    words = list_words(Expected(text, form).outline)
    # The server has answered, and the last block stands there.
    last = re.sub(r"\W+$", "", words[-1])
    expect(page.locator("[name^='body-'][name$='-value']").last).to_have_value(re.compile(last))
    page.get_by_role("button", name="Đăng", exact=True).click()
    link = page.get_by_role("link", name="Xem trên trang").first
    citizen = new_context().new_page()
    citizen.goto(link.get_attribute("href"))
    shown = citizen.locator("main").inner_text()
    assert list_missing_words(words, shown) == []


@pytest.mark.parametrize("status", [0, 500, 413])
def test_what_falls_flat_without_the_server_is_said(demo, write, complaints, status):
    complaints.expect(f"status of {status}" if status else "ERR_FAILED")
    page, editor = write("Dán khi máy chủ bận")

    def answer(route):
        if status == 413:
            route.fulfill(status=413, json={"note": "Phần dán quá dài."})
        elif status:
            route.fulfill(status=status, body="<h1>500</h1>")
        else:
            route.abort()

    page.route("**/tu-word/dan/", answer)
    paste(editor, WORD_CLIPBOARD.write(get_text("schedule-vaccination")))
    note = page.get_by_role("region", name="Nội dung", exact=True).get_by_role("status").first
    expect(note).to_contain_text("2 bảng thành các dòng chữ; 2 tiêu đề thành dòng chữ thường")
    expect(note).to_contain_text("Phần dán quá dài." if status == 413 else "Máy chủ không trả lời")
    expect(editor).to_contain_text("Nhà văn hóa Bản Vài")


def list_missing_words(words, shown):
    """The words that are not on a page in this order, with signs as numbers and without emoji."""
    signs = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻₀₁₂₃₄₅₆₇₈₉", "0123456789+-0123456789")
    rest = "".join(shown.translate(signs).split())
    missing = []
    for word in words:
        plain = word.translate(signs)
        place = rest.find(plain)
        if place < 0:
            missing.append(word)
        else:
            rest = rest[place + len(plain) :]
    return missing
