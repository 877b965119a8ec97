"""Somebody translates a bulletin with the help beside the fields."""

import hashlib

from playwright.sync_api import expect

from tests.browser.server import ADMIN

TRANSLATOR = "nguoi-dich"
BULLETIN = "canh-giac-cuoc-goi-gia-danh-can-bo"
# Is public in English: what the memory has of it may be offered.
TRANSLATED = "day-manh-viec-cai-dat-bluezone"
ENGLISH = "Beware of calls from people who pretend to be officials"


def remember(demo, source, target):
    """Put a passage into the memory of translations, as one of the bulletin in English."""
    [[english, locale]] = demo.query(
        "SELECT max(id), max(locale_id) FROM bulletins_bulletin WHERE slug = ?", TRANSLATED
    )
    demo.query(
        "INSERT INTO desk_memoryentry (locale_id, bulletin_id, source_text, target_text, digest,"
        " folded, published_at) VALUES (?, ?, ?, ?, ?, '', '2026-01-01')",
        *(locale, english, source, target, hashlib.sha256(source.encode()).hexdigest()),
    )


def test_an_earlier_translation_is_put_into_its_field_by_a_button(demo, sign_in):
    key = demo.key_of(BULLETIN)
    [[title]] = demo.query("SELECT title FROM bulletins_bulletin WHERE id = ?", key)
    remember(demo, title, ENGLISH)
    page = sign_in(TRANSLATOR)
    page.goto(demo.url(ADMIN, "/admin/ban-dich/"))
    page.get_by_role("button", name=f"Dịch “{title}” sang tiếng Anh").click()
    item = page.locator("li.incomplete", has=page.get_by_text(title, exact=True))
    offer = item.locator(".translation-offers")
    expect(offer).to_contain_text(ENGLISH)
    offer.get_by_role("button", name="Dùng bản này").click()
    expect(item.locator("textarea")).to_have_value(ENGLISH)
    expect(item.locator("textarea")).to_be_focused()
    item.get_by_role("button", name="Lưu").click()
    # The editor draws the field anew, and the help is still there, once.
    done = page.locator("li.complete", has=page.get_by_text(title, exact=True))
    expect(done.locator("svg.icon-check")).to_be_visible()
    expect(done.locator(":scope > div").first).to_have_text(ENGLISH)
    expect(done.locator(".translation-help")).to_have_count(1)
    # There a button opens the field first.
    done.get_by_role("button", name="Dùng bản này").click()
    expect(done.locator("textarea")).to_have_value(ENGLISH)
    # Terms of the glossary stand beside the passages that have them.
    expect(page.locator(".translation-help .translation-terms").first).to_be_visible()
