"""What is pasted from Word, as the forms keep it."""

import json
import unicodedata

import pytest
from wagtail.test.utils.form_data import nested_form_data, streamfield
from wagtail_localize.segments.extract import extract_segments

from content.forms import clean_pasted_text
from home.models import NewsPage
from home.tests.factories import get_add_path, make_article_form
from tests.html import read_html

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        ("Tiêm\u00a0chủng\u202fmở rộng", "Tiêm chủng mở rộng"),
        ("Tiêm\u00ad chủng\u200b\ufeff", "Tiêm chủng"),
        ("Một\u000bHai\u2028Ba", "Một\nHai\nBa"),
        (unicodedata.normalize("NFD", "Ngầm tràn ngập"), "Ngầm tràn ngập"),
        (
            '<p data-block-key="a">\u00a0</p><p data-block-key="b">Lũ</p>',
            '<p data-block-key="b">Lũ</p>',
        ),
        ("<p></p>", "<p></p>"),
        ("H₂O, 120 m²: 50 %", "H₂O, 120 m²: 50 %"),
    ],
)
def test_what_only_pasting_brings_is_left_out(pasted, kept):
    assert clean_pasted_text(pasted) == kept
    assert clean_pasted_text(kept) == kept


def paragraph(text, kind="unstyled", styles=(), links=()):
    return {
        "key": "abcde",
        "type": kind,
        "text": text,
        "depth": 0,
        "inlineStyleRanges": [{"offset": 0, "length": len(text), "style": one} for one in styles],
        "entityRanges": [{"offset": 0, "length": len(text), "key": key} for key in links],
    }


def sent(*blocks, entities=()):
    """What the editor sends for these paragraphs."""
    return json.dumps({"blocks": blocks, "entityMap": dict(enumerate(entities))})


@pytest.fixture
def kept(sign_in, health_editor, health):
    """Send the form for an article with these blocks, and return its text as it is kept."""

    def send(*body, **fields):
        form = make_article_form("Lũ", **fields) | nested_form_data(
            {"body": streamfield(list(body))}
        )
        assert sign_in(health_editor).post(get_add_path(health), form).status_code == 302
        return NewsPage.objects.get(draft_title=fields.get("title", "Lũ"))

    return send


def test_nothing_but_plain_structure_is_kept_of_what_an_editor_sends(kept):
    link = {"type": "LINK", "mutability": "MUTABLE", "data": {"url": "https://a.example/"}}
    image = {"type": "IMAGE", "mutability": "IMMUTABLE", "data": {"src": "file:///C:/a.jpg"}}
    blocks = [
        paragraph("\u00a0"),
        paragraph("Đậm", styles=["BOLD", "UNDERLINE", "STRIKETHROUGH", "CODE"]),
        paragraph("2", styles=["SUPERSCRIPT"]),
        paragraph("nối", links=[0]),
        paragraph("ảnh", "atomic", links=[1]),
        paragraph("mục", "unordered-list-item"),
    ]
    page = kept(("text", sent(*blocks, entities=[link, image])))
    shown = read_html(page.body[0].value.source)
    assert {tag.name for tag in shown.find_all(True)} <= {"p", "b", "sup", "a", "ul", "li"}
    assert {name for tag in shown.find_all(True) for name in tag.attrs} == {
        "data-block-key",
        "href",
    }
    assert shown.find("p").text == "Đậm"


def test_plain_fields_are_tidied_wherever_they_stand(kept):
    lead = unicodedata.normalize("NFD", "Nước\u00a0lũ")
    page = kept(("heading", "Cần\u00a0chuẩn bị\u200b"), lead=lead)
    assert (page.lead, page.body[0].value) == ("Nước lũ", "Cần chuẩn bị")


def test_raised_and_lowered_signs_reach_translators():
    page = NewsPage(title="", body=[("text", "<p>120 m<sup>2</sup>, CO<sub>2</sub></p>")])
    texts = [one.string.data for one in extract_segments(page) if hasattr(one, "string")]
    assert "120 m<sup>2</sup>, CO<sub>2</sub>" in texts
