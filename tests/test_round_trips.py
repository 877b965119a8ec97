"""What is stored opens in its form, and saving the unchanged form changes nothing, byte for byte.

Every block of every field of blocks, and every button of the rich text: from the row to the form,
the version, the public page, the feed and the search.
"""

import json

import pytest

from bulletins.tests.factories import get_edit_path as get_bulletin_path
from bulletins.tests.factories import publish_bulletin
from content.blocks import BodyBlock
from content.tests.factories import (
    create_document,
    create_picture,
    make_file_block,
    make_picture_block,
)
from home.models import ContactPage, HomePage
from home.tests.factories import (
    get_edit_path,
    make_office_block,
    make_person_block,
    publish_news,
    publish_organisation,
    publish_procedure,
)
from search.tests.client import list_hit_urls
from tests.edit_forms import check_unchanged

pytestmark = pytest.mark.django_db
FEED = "/tin-tuc/rss.xml"
# What each button of the rich text writes, and what readers see of it.
BUTTONS = {
    "bold": ("<p>Gọi <b>ngay</b>.</p>", "<b>ngay</b>"),
    "italic": ("<p><i>Nguồn</i>: Sở Y tế.</p>", "<i>Nguồn</i>"),
    "superscript": ("<p>120 m<sup>2</sup></p>", "m<sup>2</sup>"),
    "subscript": ("<p>CO<sub>2</sub></p>", "CO<sub>2</sub>"),
    "link": ('<p><a href="https://a.example/">Đăng ký</a></p>', 'href="https://a.example/"'),
    "telephone": ('<p><a href="tel:0209">0209</a></p>', 'href="tel:0209"'),
    "heading": ("<h3>Ai</h3><p>Trẻ em.</p>", ">Ai</h3>"),
    "bulleted list": ("<ul><li>Đèn</li><li>Nước</li></ul>", ">Nước</li></ul>"),
    "numbered list": ("<ol><li>Một<ul><li>a</li></ul></li><li>Hai</li></ol>", ">Hai</li></ol>"),
    "line break": ("<p>Nơi nhận:<br/>- Như trên;<br/>- Lưu: VT.</p>", "Nơi nhận:<br/>- Như"),
    "all at once": (
        '<p><a href="https://a.example/"><b>Đậm <i>nghiêng</i></b></a><br/>😀 <b>sau</b></p>',
        "😀 <b>sau</b>",
    ),
}


@pytest.fixture
def moderator(sign_in, health_moderator):
    return sign_in(health_moderator)


@pytest.fixture
def every_block(health):
    """One of each block of a body, as code hands them over."""
    values = [
        (name, block.get_preview_value())
        for name, block in BodyBlock().readable_blocks.items()
        if name not in {"picture", "file"}
    ]
    picture = make_picture_block(create_picture(health.collection))
    return [*values, picture, make_file_block(create_document(health.collection))]


@pytest.mark.parametrize(("html", "shown"), BUTTONS.values(), ids=BUTTONS)
def test_what_a_button_writes_is_opened_published_fed_and_found(
    moderator, health, visit, html, shown
):
    page = publish_news(health, "Tiêm chủng", body=[("text", f"{html}<p>Quỳnh Lưu</p>")])
    check_unchanged(moderator, page, get_edit_path(page))
    assert shown in visit(health, page.get_url()).content.decode().replace("<br>", "<br/>")
    assert "Tiêm chủng" in visit(health, FEED).content.decode()
    assert list_hit_urls(visit, health, "Quỳnh Lưu") == ["/tin-tuc/tiem-chung/"]


def test_every_block_of_an_article(moderator, health, visit, every_block):
    page = publish_news(health, "Tiêm chủng", body=every_block)
    check_unchanged(moderator, page, get_edit_path(page))
    assert visit(health, page.get_url()).status_code == 200


def test_every_block_of_a_bulletin(sign_in, ict_publisher, health, visit, every_block):
    bulletin = publish_bulletin("Lũ", body=every_block)
    check_unchanged(sign_in(ict_publisher), bulletin, get_bulletin_path(bulletin), [{}])
    bulletin.get_latest_revision().publish()
    assert visit(health, "/ban-tin/lu/").status_code == 200


def test_papers_and_steps_of_a_procedure(moderator, health):
    page = publish_procedure(
        health,
        "Cấp giấy phép",
        papers=[("paper", {"name": "Đơn", "originals": 1, "copies": 0})],
        steps=[("step", "<p>Nộp<br/>hồ sơ.</p>")],
    )
    check_unchanged(moderator, page, get_edit_path(page))


def test_people_and_offices(moderator, health):
    page = publish_organisation(
        health,
        leaders=[make_person_block("Nông Thị A")],
        departments=[
            make_office_block("Phòng Y", make_person_block("Hà Văn B"))
            | {"offices": [make_office_block("Tổ Z")]}
        ],
    )
    check_unchanged(moderator, page, get_edit_path(page))


def test_telephones_of_a_contact_page(moderator, health):
    page = ContactPage.objects.descendant_of(health.root_page).get()
    page.telephones = [("telephone", {"name": "Trực ban", "number": "02093870123"})]
    page.save_revision().publish()
    check_unchanged(moderator, page, get_edit_path(page))


def test_related_articles(moderator, health):
    other = publish_news(health, "Khác")
    page = publish_news(health, "Tiêm chủng", related=[("article", other)])
    check_unchanged(moderator, page, get_edit_path(page))


def test_shortcuts_and_parts_of_a_home_page(moderator, health):
    home = HomePage.objects.get(pk=health.root_page.pk)
    home.save_revision().publish()
    check_unchanged(moderator, home, get_edit_path(home))


def test_raw_json_of_an_import_is_stored_as_a_form_would(moderator, health):
    """Without ids, and lists as plain values: as imports and former versions write them."""
    raw = [
        {"type": "text", "value": "<p>Một<br>Hai</p><p></p>"},
        {"type": "measures", "value": ["<p>Tắt điện.</p>", "<p>Gọi 115.</p>"]},
        {"type": "callout", "value": {"text": "<strong>Không</strong> qua ngầm."}},
        {"type": "file", "value": {"document": create_document(health.collection).pk}},
    ]
    page = publish_news(health, "Tiêm chủng", body=json.dumps(raw))
    check_unchanged(moderator, page, get_edit_path(page))


def test_a_page_of_another_unit_is_not_opened(sign_in, district_editor, outsider, health):
    page = publish_news(health, "Tiêm chủng")
    for person in (district_editor, outsider):
        assert sign_in(person).get(get_edit_path(page)).status_code in {302, 403, 404}
