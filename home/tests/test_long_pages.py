"""What an editor may write in one page, and what nobody may."""

import json

import pytest
from wagtail.test.utils.form_data import (
    inline_formset,
    nested_form_data,
    rich_text,
    streamfield,
)

from content.tests.factories import create_document
from home.models import NewsPage
from home.tests.factories import (
    get_add_path,
    get_edit_path,
    make_article_form,
    publish_document,
    publish_news,
)
from tests.html import get_text, parse_html

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(sign_in, health_editor):
    client = sign_in(health_editor)
    client.raise_request_exception = False
    return client


def table(rows, columns, caption="Lịch cắt điện"):
    """As the form of a table sends it; ``rows`` are lists of cells."""
    part = {"caption": caption, "column-count": str(columns), "row-count": str(len(rows))}
    for column in range(columns):
        values = {"type": "text", "order": str(column), "deleted": "", "heading": f"Cột {column}"}
        part |= {f"column-{column}-{name}": value for name, value in values.items()}
    for number, row in enumerate(rows):
        part |= {f"row-{number}-order": str(number), f"row-{number}-deleted": ""}
        part |= {f"cell-{number}-{column}": cell for column, cell in enumerate(row)}
    return part


def is_shown(words, response):
    """Errors of blocks come as JSON, for Wagtail's script to put at the block."""
    return json.dumps(words)[1:-1] in response.content.decode()


def form(title, *blocks):
    return make_article_form(title) | nested_form_data({"body": streamfield(list(blocks))})


def test_a_very_long_honest_page_is_saved(editor, health):
    words = "Bà con chuyển đồ đạc lên cao, không qua ngầm tràn. " * 6
    texts = [("text", rich_text(f"<p>{words}</p><ul><li>{words}</li></ul>"))] * 200
    rows = [[words[:90]] * 12] * 150
    long = form("Dài", *texts, ("table", table(rows, 12)), ("table", table(rows, 12)))
    assert 4000 < len(long) < 8000
    assert editor.post(get_add_path(health), long).status_code == 302
    body = NewsPage.objects.get(draft_title="Dài").get_latest_revision_as_object().body
    assert len(body) == 202
    assert len(body[200].value.row_data) == 150


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([["<p " * 60_000]], "Ở hàng 1 của bảng có ô dài hơn 2000 ký tự."),
        ([["a"]] * 451, "Bảng có 451 hàng và 1 cột; chỉ cho phép 450 × 15."),
    ],
    ids=["cell", "rows"],
)
def test_a_table_that_is_too_large_is_refused_with_its_limit(editor, health, rows, words):
    response = editor.post(get_add_path(health), form("Bảng", ("table", table(rows, 1))))
    assert response.status_code == 200
    assert is_shown(words, response)
    assert not NewsPage.objects.filter(draft_title="Bảng").exists()


@pytest.mark.parametrize("path", ["", "preview/"])
def test_a_table_of_millions_of_cells_that_a_few_fields_name_is_not_read(editor, health, path):
    forged = form("Bảng", ("table", table([[]] * 1_800, 900)))
    assert len(forged) < 8_000
    page = publish_news(health, "Bảng", slug="bang")
    for address in (get_add_path(health), f"/admin/pages/{page.pk}/edit/{path}"):
        response = editor.post(address, forged)
        assert response.status_code == 400
        assert "Một bảng có nhiều ô hơn số ô đã gửi lên." in response.content.decode()
    assert not NewsPage.objects.filter(draft_title="Bảng").exclude(pk=page.pk).exists()


def test_a_caption_that_is_too_long_is_refused(editor, health):
    long = form("Bảng", ("table", table([["a"]], 1, caption="<p " * 60_000)))
    assert is_shown("dài hơn 255 ký tự", editor.post(get_add_path(health), long))


HOSTILE = {
    "no JSON": "<p>a</p>",
    "another type": '{"blocks": 3, "entityMap": []}',
    "deep": "[" * 100_000,
    "a huge number": "9" * 5000,
    "deep lists": '{"blocks": [{"key": "a", "text": "a", "type": "ordered-list-item", "depth": 900,'
    ' "inlineStyleRanges": [], "entityRanges": []}], "entityMap": {}}',
}


@pytest.mark.parametrize("sent", HOSTILE.values(), ids=HOSTILE)
def test_a_text_that_no_editor_sends_is_a_bad_request_and_changes_nothing(editor, health, sent):
    page = publish_news(health, "Tin")
    revisions = page.revisions.count()
    hostile = form("Khác", ("text", sent))
    for path in (get_edit_path(page), f"{get_edit_path(page)}preview/"):
        response = editor.post(path, hostile)
        assert response.status_code == 400
        assert "Traceback" not in response.content.decode()
    page.refresh_from_db()
    assert page.title == "Tin"
    assert page.revisions.count() == revisions


def test_a_preview_of_a_text_that_is_too_long_is_refused(editor, health):
    page = publish_news(health, "Tin")
    long = form("Tin", ("text", rich_text("<p>" + "a" * 200_001 + "</p>")))
    response = editor.post(f"{get_edit_path(page)}preview/", long)
    assert response.json() == {"is_valid": False, "is_available": False}


def test_a_hundred_thousand_blocks_are_refused(editor, health):
    hostile = make_article_form("Nhiều") | {"body-count": "100000"}
    hostile |= {f"body-{number}-deleted": "1" for number in range(100_000)}
    response = editor.post(get_add_path(health), hostile)
    assert response.status_code == 413
    assert "8000 ô nhập" in response.content.decode()


@pytest.mark.parametrize(
    ("blocks", "words"),
    [
        ([("heading", "Mục")] * 401, "Số mục tối đa là 400"),
        ([("video", {"url": "https://video.example/1", "title": "a"})] * 51, "Số mục tối đa là 50"),
    ],
    ids=["any", "of one kind"],
)
def test_more_blocks_than_anybody_writes_are_refused_with_the_limit(editor, health, blocks, words):
    response = editor.post(get_add_path(health), form("Nhiều", *blocks))
    assert response.status_code == 200
    assert is_shown(words, response)
    assert not NewsPage.objects.filter(draft_title="Nhiều").exists()


def in_the_text(number):
    return form("Nhiều", *[("picture", {"image": "1", "alt_text": ""})] * number)


def in_lists_within_lists(number):
    people = {"deleted": "", "order": "0", "value-photo": "1"}
    prefix = "departments-0-value-offices-0-value-people"
    rows = {
        f"{prefix}-{at}-{name}": value for at in range(number) for name, value in people.items()
    }
    return make_article_form("Nhiều") | {f"{prefix}-count": str(number)} | rows


@pytest.mark.parametrize("path", ["edit/", "edit/preview/"])
@pytest.mark.parametrize("write", [in_the_text, in_lists_within_lists])
def test_a_form_with_very_many_blocks_is_refused_before_they_are_read(editor, health, path, write):
    page = publish_news(health, "Tin")
    response = editor.post(f"/admin/pages/{page.pk}/{path}", write(1_201))
    assert response.status_code == 400
    assert "1201" in response.content.decode() and "1200" in response.content.decode()
    assert editor.post(f"/admin/pages/{page.pk}/{path}", write(1_200)).status_code != 400
    page.refresh_from_db()
    assert page.title == "Tin"


def test_more_files_than_a_form_takes_are_refused(editor, health):
    document = create_document(health.collection)
    page = publish_document(health, "Văn bản")
    files = [{"file": document.pk, "caption": "", "ORDER": number} for number in range(1, 102)]
    facts = {"number": "2/QĐ", "issued_on": "24/11/2026", "replacements": inline_formset([])}
    path = get_edit_path(page)
    sent = make_article_form("Nhiều", files=inline_formset(files), **facts)
    response = editor.post(path, sent)
    assert response.status_code == 200
    assert "100" in get_text(parse_html(response).select_one(".error-message"))
    sent = make_article_form("Nhiều", files=inline_formset(files[:100]), **facts)
    assert editor.post(path, sent).status_code == 302
    page.refresh_from_db()
    assert page.get_latest_revision_as_object().files.count() == 100
