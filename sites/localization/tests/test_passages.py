"""What needs no translation, and what is typed into one."""

import pytest
from wagtail_localize.models import StringTranslation

from bulletins.tests.factories import publish_bulletin, publish_emergency
from content.tests.factories import create_picture
from home.tests.factories import publish_document, publish_news
from sites.localization.currency import get_translation_status
from sites.localization.tests.translation_editor import (
    act,
    begin,
    get_english_version,
    translate_rest,
    upload,
    write,
)
from sites.tests.factories import open_in_english
from tests.html import get_text_and_language, read_html

pytestmark = pytest.mark.django_db

CONTACT = {
    "name": "Trực ban",
    "telephone": "0209 3870 943",
    "email": "",
    "address": "",
    "hours": "",
}


@pytest.fixture(autouse=True)
def english(health):
    open_in_english(health)


@pytest.fixture
def client(sign_in, ict_admin):
    return sign_in(ict_admin)


def change(source, *values):
    """Publish the source with another value in its last block."""
    source.refresh_from_db()
    rows = [dict(block) for block in source.body.raw_data]
    rows[-1]["value"] = values[0]
    source.body = type(source)._meta.get_field("body").to_python(rows)
    source.save_revision().publish()


@pytest.mark.parametrize(
    "text",
    [
        "2026",
        "0209 3870 943 – 114",
        "1.500.000 / 2.000.000",
        "https://dichvucong.gov.vn/p/home",
        "/lien-he/",
        "so-y-te@backan.gov.vn",
        "soyte.backan.gov.vn",
        "45/TB-SYT",
    ],
)
def test_numbers_and_addresses_need_no_translation(client, visit, health, text):
    source = publish_bulletin("Nghỉ lễ", body=[("text", f"<p>{text}</p>"), ("heading", "Ở đâu")])
    begin(client, source)
    translate_rest(source, but=[f"body.{source.body[0].id}"])
    act(client, source, "publish")
    english = get_english_version(source)
    assert english.live
    assert not get_translation_status(english).untranslated
    soup = read_html(visit(health, "/en/ban-tin/nghi-le/").content)
    assert not soup.select(".language-notice")
    assert get_text_and_language(soup.select_one(".block-text p")) == (text, "en")


@pytest.mark.parametrize("text", ["Nam/Nữ", "Phí: 5.000", "3 ngày", "và/hoặc", "Xem: /lien-he/"])
def test_words_beside_numbers_and_addresses_do(client, health, text):
    source = publish_news(health, "Tiêm chủng", body=[("heading", "A"), ("heading", text)])
    begin(client, source)
    translate_rest(source, but=[f"body.{source.body[1].id}"])
    act(client, source, "publish")
    status = get_translation_status(get_english_version(source))
    assert status.untranslated == {f"body.{source.body[1].id}"}


def test_a_changed_number_is_out_of_date_though_nobody_translated_it(client, visit, health):
    body = [("heading", "Gọi ai"), ("contact", CONTACT)]
    source = publish_emergency(body=body)
    begin(client, source)
    translate_rest(source)
    act(client, source, "publish")
    path = "/en/ban-tin/lu-quet/"
    soup = read_html(visit(health, path).content)
    assert get_text_and_language(soup.select_one(".contact-name")) == ("EN Trực ban", "en")
    change(source, CONTACT | {"telephone": "0209 3870 999"})
    status = get_translation_status(get_english_version(source))
    assert status.outdated == {f"#body.{source.body[1].id}"}
    soup = read_html(visit(health, path).content)
    assert "0209 3870 943" not in soup.text and "0209 3870 999" in soup.text
    assert get_text_and_language(soup.select_one(".contact-name")) == ("Trực ban", "vi")


def test_a_changed_number_of_a_page_is_said_above_it(client, visit, health):
    source = publish_news(health, "Phí", body=[("heading", "Mức phí"), ("heading", "5.000")])
    begin(client, source)
    translate_rest(source, but=[f"body.{source.body[1].id}"])
    act(client, source, "publish")
    change(source, "6.000")
    path = get_english_version(source).get_url_parts()[2]
    assert "this translation is older" in visit(health, path).content.decode()


# As it comes from Word or a PDF: marks nobody sees, hard spaces, letters apart from their marks.
PASTED = "\ufeffVaccination\u00a0sche\u00addule\u200b for Ha\u0300 No\u0323\u0302i"
KEPT = "Vaccination schedule for Hà Nội"


@pytest.mark.parametrize("way", [write, lambda *where: upload(*where[:2], {where[2]: where[3]})])
def test_what_is_pasted_into_a_translation_is_cleaned_as_in_the_form(client, visit, health, way):
    source = publish_news(health, "Lịch tiêm chủng")
    begin(client, source)
    way(client, source, "title", PASTED)
    kept = StringTranslation.objects.get(context__path="title", locale__language_code="en")
    assert (kept.data, kept.has_error) == (KEPT, False)
    act(client, source, "publish")
    english = get_english_version(source)
    assert english.live
    assert KEPT in visit(health, english.get_url_parts()[2]).content.decode()


@pytest.mark.parametrize("way", [write, lambda *where: upload(*where[:2], {where[2]: where[3]})])
def test_markup_taken_out_of_a_translation_keeps_it_from_being_published(client, health, way):
    body = [("text", "<p>Trạm y tế xã.</p>")]
    source = publish_news(health, "Tiêm chủng", body=body)
    begin(client, source)
    translate_rest(source, but=[f"body.{source.body[0].id}"])
    way(client, source, f"body.{source.body[0].id}", "Clinic <script>alert(1)</script>")
    kept = StringTranslation.objects.get(
        context__path=f"body.{source.body[0].id}", locale__language_code="en"
    )
    assert "script" not in kept.data and kept.has_error
    act(client, source, "publish")
    assert not get_english_version(source).live


TABLE = {
    "caption": "Lịch cắt điện",
    "columns": [{"type": "text", "heading": "Xã"}, {"type": "text", "heading": "Ngày"}],
    "rows": [{"values": ["Khang Ninh", "25/11"]}, {"values": ["Nam Mẫu", "26/11"]}],
}
EXCHANGED = [{"values": ["Khang Ninh", "26/11"]}, {"values": ["Nam Mẫu", "25/11"]}]


def put_into_english(client, source):
    begin(client, source)
    translate_rest(source)
    act(client, source, "publish")
    english = get_english_version(source)
    assert english.live and get_translation_status(english).is_current
    return english


def test_cells_that_have_changed_places_are_out_of_date(client, health):
    source = publish_bulletin("Cắt điện")
    change_body(source, [{"type": "heading", "value": "Ở đâu"}, {"type": "table", "value": TABLE}])
    english = put_into_english(client, source)
    change(source, TABLE | {"rows": EXCHANGED})
    assert get_translation_status(english).outdated == {f"#body.{source.body[1].id}"}
    change(source, TABLE)
    assert get_translation_status(english).is_current


def change_body(source, rows):
    source.body = type(source)._meta.get_field("body").to_python(rows)
    source.save_revision().publish()


@pytest.mark.parametrize(
    ("former", "present"),
    [("https://a.example/1", "https://a.example/2"), ("tel:02093870943", "tel:02093870999")],
)
def test_a_changed_link_in_a_text_is_out_of_date(client, health, former, present):
    text = '<p>Đăng ký <a href="{}">tại đây</a>.</p>'
    source = publish_bulletin("Tiêm", body=[("heading", "A"), ("text", text.format(former))])
    english = put_into_english(client, source)
    change(source, text.format(present))
    assert get_translation_status(english).outdated == {f"#body.{source.body[1].id}"}


def test_a_changed_date_of_a_document_is_said_above_its_translation(client, visit, health):
    source = publish_document(health, "Nghỉ lễ", expires_on="2099-01-01")
    english = put_into_english(client, source)
    source.refresh_from_db()
    source.expires_on = "2098-01-01"
    source.save_revision().publish()
    soup = read_html(visit(health, english.get_url_parts()[2]).content)
    assert "this translation is older" in soup.select_one(".language-notice").text


def test_another_file_picture_or_kind_makes_nothing_out_of_date(client, health):
    callout = {"kind": "warning", "text": "<p>Đừng tới gần.</p>"}
    body = [("heading", "A"), ("callout", callout)]
    source = publish_news(health, "Lũ", body=body, image=create_picture())
    english = put_into_english(client, source)
    change(source, callout | {"kind": "note"})
    source.image = create_picture(title="Khác")
    source.save_revision().publish()
    assert get_translation_status(english).is_current
