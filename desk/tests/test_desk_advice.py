"""What an editor is told about a page before it is published."""

import pytest

from content.tests.factories import create_picture
from home.tests.factories import (
    get_edit_path,
    make_person_block,
    publish_news,
    publish_organisation,
)
from tests.html import parse_html

pytestmark = pytest.mark.django_db
LINK = '<p>Xem <a href="https://a.example/">{}</a></p>'


@pytest.fixture
def told(sign_in, health_editor, health):
    """The sentences above the buttons of the form of an article."""
    client = sign_in(health_editor)

    def read(title="Tiêm chủng mở rộng", **fields):
        page = publish_news(health, title, **({"lead": "Từ ngày mai."} | fields))
        soup = parse_html(client.get(get_edit_path(page)))
        return [item.text.strip() for item in soup.select("#before-publishing li")]

    return read


def test_nothing_is_said_of_an_article_that_has_everything(told):
    assert (
        told(body=[("heading", "Ai"), ("text", "<h3>Trẻ em</h3>" + LINK.format("Kế hoạch"))]) == []
    )


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"title": "THÔNG BÁO VỀ VIỆC TIÊM CHỦNG"}, "chữ hoa"),
        ({"title": "Tiêm chủng " * 20}, "220 chữ cái"),
        ({"lead": ""}, "dẫn nhập"),
        (
            {"body": [("text", "<h3>Ai</h3><p>Trẻ em.</p>"), ("heading", "Đâu")]},
            "khối “Tiêu đề mục”",
        ),
        ({"body": [("text", LINK.format("tại đây"))]}, "“tại đây”"),
        ({"body": [("callout", {"kind": "info", "text": LINK.format("tại đây")})]}, "“tại đây”"),
        ({"body": [("text", LINK.format("https://a.example/b"))]}, "https://a.example/b"),
        ({"body": [("measures", ["<p>" + "từ " * 46 + "</p>"])]}, "46 chữ"),
    ],
)
def test_what_makes_reading_hard_is_named_with_what_to_do(told, fields, words):
    [text] = told(**fields)
    assert words in text


def test_a_title_of_a_few_letters_may_be_an_abbreviation(told):
    assert told("PCCC-CNCH 2021") != []
    assert told("PCCC-CNC 2021") == []


@pytest.mark.parametrize(
    ("description", "use", "said"),
    [
        ("", {}, True),
        # Words of the file are offered for this text, and are not yet those of it.
        ("Cầu tạm", {}, True),
        ("", {"alt_text": "Cầu gãy"}, False),
        ("", {"decorative": True}, False),
    ],
)
def test_a_picture_without_words_is_named(told, health, description, use, said):
    image = create_picture(health.collection, description=description)
    picture = {"image": image.pk, "decorative": False, "alt_text": ""} | use
    texts = told(body=[{"type": "picture", "value": picture}])
    assert [text.startswith("Cần có: Nội dung › Ảnh") for text in texts] == [True] * said


def test_the_photo_of_a_person_without_words_is_named(sign_in, health_editor, health):
    image = create_picture(health.collection, title="Bà An", description="")
    person = make_person_block("Nguyễn Thị An", photo=image)
    page = publish_organisation(health, leaders=[person])
    soup = parse_html(sign_in(health_editor).get(get_edit_path(page)))
    assert "“Bà An”" in soup.select_one("#before-publishing").text


def test_advice_stops_nobody(sign_in, health_moderator, health):
    page = publish_news(health, "THÔNG BÁO KHẨN CẤP")
    form = parse_html(sign_in(health_moderator).get(get_edit_path(page)))
    assert form.select("#before-publishing li") and form.select('[name="action-publish"]')
