"""Changes that a reviewer must see: no part of them hides from the screen of approval."""

import pytest
from wagtail.test.utils.form_data import inline_formset, rich_text

from content.tests.factories import create_document, create_picture
from home.models import DocumentFile, DocumentPage
from home.tests.factories import get_edit_path, make_article_form, publish_document, publish_news
from members.tests.approval import SUBMIT, decide, review_url
from tests.html import get_text, parse_html

pytestmark = pytest.mark.django_db

STYLE_ONLY = "Chỉ đổi kiểu chữ"


@pytest.fixture
def editor(sign_in, health_editor, health_moderator):
    return sign_in(health_editor)


@pytest.fixture
def moderator(sign_in, health_moderator):
    return sign_in(health_moderator)


def make_blocks(*children):
    """Blocks of a body as a form sends them, with the ids that it chooses: (type, value, id)."""
    rows = {
        str(place): {"type": kind, "value": value, "id": key, "order": str(place), "deleted": ""}
        for place, (kind, value, key) in enumerate(children)
    }
    return {"count": str(len(children))} | rows


def change(editor, page, *children):
    form = make_article_form(page.title, slug=page.slug, body=make_blocks(*children))
    assert editor.post(get_edit_path(page), form | SUBMIT).status_code == 302


def find_changes(moderator, page):
    """The section of the differences, without what is folded away as unchanged."""
    sections = parse_html(moderator.get(review_url(page))).select(".review section")
    [section] = [one for one in sections if "Phần đã thay đổi" in get_text(one)]
    for folded in section.select("details"):
        folded.extract()
    return get_text(section)


def make_link(document):
    return f'<p>Tải <a linktype="document" id="{document.pk}">mẫu đơn</a>.</p>'


def test_a_link_to_another_document_of_the_same_title_is_seen(editor, moderator, health):
    old, new = (create_document(health.collection, "Mẫu đơn", name=f"{n}.pdf") for n in "ab")
    page = publish_news(health, "Tin", body=[{"type": "text", "id": "a", "value": make_link(old)}])
    change(editor, page, ("text", rich_text(make_link(new), features=["document-link"]), "a"))
    assert STYLE_ONLY not in find_changes(moderator, page)


def test_a_power_that_becomes_a_number_is_no_style(editor, moderator, health):
    old, new = "<p>Diện tích 10<sup>2</sup> m</p>", "<p>Diện tích 102 m</p>"
    page = publish_news(health, "Tin", body=[{"type": "text", "id": "a", "value": old}])
    change(editor, page, ("text", rich_text(new), "a"))
    shown = find_changes(moderator, page)
    assert STYLE_ONLY not in shown or "102" in shown


def test_what_a_block_of_another_kind_replaces_is_seen(editor, moderator, health):
    old = {"type": "heading", "id": "a", "value": "Không uống nước giếng"}
    page = publish_news(health, "Tin", body=[old])
    change(editor, page, ("text", rich_text("<p>Lời khác</p>"), "a"))
    assert "Không uống nước giếng" in find_changes(moderator, page)


def test_what_goes_away_beside_a_block_with_the_same_id_is_seen(editor, moderator, health):
    page = publish_news(health, "Tin", slug="tin")
    twins = [("heading", "Không uống nước giếng", "a"), ("heading", "Nước sạch", "a")]
    change(editor, page, *twins)
    decide(moderator, page, "approve")
    change(editor, page, twins[1])
    assert "Không uống nước giếng" in find_changes(moderator, page)


def test_another_order_of_the_files_of_a_document_is_seen(editor, moderator, health):
    one, two = (
        create_document(health.collection, title, name=f"{title}.pdf") for title in ("Một", "Hai")
    )
    page = publish_document(health, "Kế hoạch")
    page = DocumentPage.objects.get(pk=page.pk)
    # Empty numbers are last on PostgreSQL and first on SQLite.
    page.files = [
        DocumentFile(file=file, sort_order=place) for place, file in enumerate((one, two))
    ]
    page.save_revision().publish()
    rows = [
        {"id": row.pk, "file": row.file_id, "ORDER": str(order), "label": ""}
        for row, order in zip(DocumentPage.objects.get(pk=page.pk).files.all(), (2, 1), strict=True)
    ]
    empty = ("field", "issuer", "signer", "effective_on", "expires_on")
    form = make_article_form(
        "Kế hoạch",
        slug=page.slug,
        number="1",
        document_type="Kế hoạch",
        issued_on="24/11/2026",
        files=inline_formset(rows, initial=2),
        replacements=inline_formset([]),
        **dict.fromkeys(empty, ""),
    )
    assert editor.post(get_edit_path(page), form | SUBMIT).status_code == 302
    new = DocumentPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert [str(row.file) for row in new.files.all()] == ["Hai", "Một"]
    assert "Hai" in find_changes(moderator, page)


def make_picture(image, words):
    return {"image": image.pk, "alt_text": words, "decorative": False}


@pytest.mark.parametrize("words", ["Cầu", "Cầu sập"])
def test_a_text_with_a_picture_is_compared(editor, moderator, health, words):
    image = create_picture(health.collection, "Cầu Nà Phặc")
    stored = {"type": "picture", "id": "a", "value": make_picture(image, "Cầu")}
    page = publish_news(health, "Tin", body=[stored])
    sent = {"image": str(image.pk), "alt_text": words, "decorative": ""}
    change(editor, page, ("picture", sent, "a"), ("heading", "Mới", "b"))
    shown = find_changes(moderator, page)
    assert "Mới" in shown and ("sập" in shown) == ("sập" in words)


def test_another_picture_of_the_same_title_is_seen(editor, moderator, health):
    old, new = (create_picture(health.collection, "Cầu") for _number in range(2))
    stored = {"type": "picture", "id": "a", "value": make_picture(old, "Cầu")}
    page = publish_news(health, "Tin", body=[stored])
    sent = {"image": str(new.pk), "alt_text": "Cầu", "decorative": ""}
    change(editor, page, ("picture", sent, "a"))
    assert f"({new.pk})" in find_changes(moderator, page)


def test_a_mark_of_direction_in_a_title_is_seen(editor, moderator, health):
    page = publish_news(health, "Lệ phí 100 đồng")
    form = make_article_form("Lệ phí \u202e001\u202c đồng", slug=page.slug)
    assert editor.post(get_edit_path(page), form | SUBMIT).status_code == 302
    assert "[U+202E]" in find_changes(moderator, page)
