"""Channels in the languages of a bulletin: words, labels, names and addresses of one language."""

import pypdfium2
import pytest
import zxingcpp
from bs4 import BeautifulSoup

from bulletins.models import NoteKind, Urgency
from bulletins.services import lifecycle
from bulletins.tests.factories import (
    create_placement,
    publish_bulletin,
    publish_emergency,
    translate,
)
from channels.formats.email import EmailChannel, Zalo
from channels.formats.poster import Poster
from channels.formats.sms import GSM, UCS2, Sms
from channels.permissions import get_channels_url
from channels.selectors.context import list_contexts
from channels.tests.factories import get_texts
from sites.localization.tests.translation_editor import (
    act,
    begin,
    get_english_version,
    translate_rest,
)
from sites.tests.factories import open_in_english
from tests.html import read_html

pytestmark = pytest.mark.django_db

ENGLISH = {
    "instruction": "Move to higher ground at once.",
    "summary": "The river is rising fast.",
    "contact_name": "Duty desk",
}


@pytest.fixture
def flood(health):
    """An emergency in Vietnamese and English; of two agencies that show it one has English."""
    health.name_en = "Department of Health"
    health.save()
    open_in_english(health)
    bulletin = publish_bulletin(
        "Lũ quét",
        slug="lu-quet",
        source=health,
        urgency=Urgency.EMERGENCY,
        instruction="Lên chỗ cao ngay.",
        summary="Nước sông lên nhanh.",
        contact_name="Trực ban",
        contact_telephone="0209 3870 114",
        valid_until=None,
    )
    translate(bulletin, "Flash flood", **ENGLISH)
    return bulletin


@pytest.fixture
def in_english(flood, health):
    return list_contexts(flood, health)["en"]


def correct(bulletin, instruction="Đến Trường THCS Hà Hiệu."):
    bulletin.refresh_from_db()
    bulletin.instruction = instruction
    bulletin.save_revision().publish()


def read_poster(context, name):
    content = get_texts(Poster(), context)[name].make()
    document = pypdfium2.PdfDocument(content)
    words = " ".join(document[0].get_textpage().get_text_range().split())
    return content, document, words.replace("\xa0", " ")


def read_codes(document):
    codes = zxingcpp.read_barcodes(document[0].render(scale=3).to_pil())
    return sorted(code.text for code in codes)


def get_page(client, bulletin, agency, language="vi"):
    response = client.get(get_channels_url(bulletin, agency, language))
    return response, read_html(response.content)


def test_the_page_of_channels_offers_the_languages_that_are_there(
    sign_in, ict_author, health, district, flood
):
    client = sign_in(ict_author)
    _response, page = get_page(client, flood, health)
    assert [link.text for link in page.select(".channels-languages a")] == [
        "Tiếng Việt",
        "Tiếng Anh",
    ]
    _response, page = get_page(client, flood, district)
    assert not page.select(".channels-languages")
    assert get_page(client, flood, district, "en")[0].status_code == 404
    only_vietnamese = publish_bulletin("Họp", slug="hop")
    assert not get_page(client, only_vietnamese, health)[1].select(".channels-languages")
    assert get_page(client, only_vietnamese, health, "en")[0].status_code == 404
    assert get_page(client, flood, health, "xx")[0].status_code == 404


def test_the_texts_on_the_page_follow_the_language_that_was_chosen(
    sign_in, health_editor, health, flood
):
    _response, page = get_page(sign_in(health_editor), flood, health, "en")
    fields = page.select(".channel-text textarea")
    assert fields and all(field["lang"] == "en" for field in fields)
    assert any("Move to higher ground at once." in field.text for field in fields)
    assert not any("Lên chỗ cao" in field.text or "Len cho cao" in field.text for field in fields)
    assert all("ngon-ngu=en" in link["href"] for link in page.select(".channel a[download]"))
    assert not page.select("#script, #voice")


def test_a_file_of_another_language_is_downloaded_under_a_name_of_its_own(
    sign_in, health_editor, health, flood
):
    client, path = sign_in(health_editor), f"/admin/kenh-phat/{flood.pk}/tep/poster"
    response = client.get(f"{path}/a4-two/?don-vi={health.code}&ngon-ngu=en")
    assert response.content.startswith(b"%PDF-")
    assert 'filename="lu-quet-so-y-te-en-a4-two.pdf"' in response.headers["Content-Disposition"]
    assert client.get(f"{path}/a4-two/?don-vi={health.code}").status_code == 404


def test_an_english_poster_is_english_with_the_english_name_and_address(health, in_english):
    content, document, words = read_poster(in_english, "a4")
    for part in ("Flash flood", "What to do", "Move to higher", "Emergency", "Duty desk",
                 "Department of Health", "Scan to read more", "Issued by"):  # fmt: skip
        assert part in words
    for part in ("Lũ quét", "Khẩn cấp", "Sở Y tế", "Việc cần làm"):
        assert part not in words
    assert b"/Lang (en)" in content or b"/Lang(en)" in content
    assert read_codes(document) == [f"{health.root_url}/en/ban-tin/lu-quet/"]


def test_a_poster_in_two_languages_says_both_on_one_sheet(health, in_english):
    for paper, size in (("a4-two", (595, 842)), ("a3-two", (842, 1191))):
        content, document, words = read_poster(in_english, paper)
        assert len(document) == 1
        assert document[0].get_size() == pytest.approx(size, abs=1)
        for part in ("Lũ quét", "Lên chỗ cao ngay.", "Khẩn cấp", "Sở Y tế", "Trực ban",
                     "Flash flood", "Move to higher ground at once.", "Emergency", "Duty desk",
                     "Department of Health"):  # fmt: skip
            assert part in words
        assert words.index("Lên chỗ cao") < words.index("Move to higher")
        assert words.count("0209 3870 114") == 1
        assert document.is_tagged() and b"(en)" in content and b"(vi)" in content
        assert read_codes(document) == [
            f"{health.root_url}/ban-tin/lu-quet/",
            f"{health.root_url}/en/ban-tin/lu-quet/",
        ]


def test_the_longest_words_of_two_languages_fit_on_one_sheet(health, flood):
    for name, text in {
        "title": "Cảnh báo lũ quét, sạt lở đất " * 6,
        "instruction": "Sơ tán ngay lên chỗ cao " * 8,
        "summary": "Tóm tắt rất dài. " * 23,
        "contact_name": "Ban Chỉ huy phòng, chống thiên tai " * 3,
        "contact_telephone": "+84 209 3870 114 09123456",
    }.items():
        setattr(flood, name, text.strip())
    flood.save_revision().publish()
    create_placement(
        flood,
        health,
        contact_name="Trực ban của Sở Y tế " * 5,
        contact_telephone="+84 209 3870 222 09123457",
    )
    translate_again(
        flood,
        title=("Warning of flash floods and landslides " * 5).strip(),
        instruction=("Move to higher ground at once " * 6).strip(),
        summary="A very long summary. " * 18,
        contact_name=("Disaster prevention command " * 4).strip(),
    )
    for paper in ("a4-two", "a3-two"):
        _content, document, words = read_poster(list_contexts(flood, health)["en"], paper)
        assert len(document) == 1
        assert words.count("sạt lở đất") == 6 and words.count("Sơ tán ngay") == 8
        assert words.count("flash floods") == 5 and words.count("Move to higher") == 6
        assert "+84 209 3870 114 09123456" in words and "+84 209 3870 222 09123457" in words
        assert get_overflow(document) == []


def translate_again(bulletin, **words):
    english = bulletin.get_translations().get()
    for name, value in words.items():
        setattr(english, name, value)
    english.save_revision().publish()


def get_overflow(document):
    """The characters beyond the margins."""
    page = document[0]
    text, (width, height) = page.get_textpage(), page.get_size()
    boxes = [text.get_charbox(number) for number in range(text.count_chars())]
    drawn = [box for box in boxes if box[2] > box[0]]
    return [
        (left, bottom, right, top)
        for left, bottom, right, top in drawn
        if left < 20 or bottom < 20 or right > width - 20 or top > height - 20
    ]


def test_an_agency_without_an_english_name_keeps_its_own_on_an_english_poster(flood, district):
    open_in_english(district)
    flood.source = district
    _content, _document, words = read_poster(list_contexts(flood, district)["en"], "a4-two")
    # Once at the top, and as the issuer in each language.
    assert words.count("Ủy ban nhân dân huyện Ba Bể") == 3 and "Flash flood" in words


def test_an_english_sms_is_counted_in_the_alphabet_in_which_it_is_sent(health, in_english):
    offers = get_texts(Sms(), in_english)
    assert set(offers) == {"gsm-1", "gsm-2"}
    text = offers["gsm-1"].text
    assert text.startswith("Flash flood. Move to higher ground at once. Call 0209 3870 114.")
    size = GSM.get_cost(text)
    assert size.messages == 1 and str(size.characters) in str(offers["gsm-1"].note)


def test_typographic_signs_cost_an_english_sms_nothing(health, flood):
    translate_again(flood, instruction="Don’t cross – wait for the “all clear”…")
    offers = get_texts(Sms(), list_contexts(flood, health)["en"])
    assert set(offers) == {"gsm-1", "gsm-2"}
    assert 'Don\'t cross - wait for the "all clear"...' in offers["gsm-1"].text


def test_vietnamese_names_in_an_english_sms_are_offered_with_their_accents(health, flood):
    translate_again(flood, instruction="Go to Hà Hiệu school.")
    offers = get_texts(Sms(), list_contexts(flood, health)["en"])
    assert "Ha Hieu" in offers["gsm-1"].text and "Hà Hiệu" in offers["ucs2-2"].text
    size = UCS2.get_cost(offers["ucs2-2"].text)
    assert str(size.characters) in str(offers["ucs2-2"].note)


def test_posts_and_letters_mark_what_the_unit_wrote_in_vietnamese(health, flood):
    create_placement(flood, health, local_note="Trạm y tế mở cả đêm.")
    context = list_contexts(flood, health)["en"]
    post = get_texts(Zalo(), context)["post"].text
    letter = get_texts(EmailChannel(), context)
    assert post.startswith("Emergency: Flash flood")
    for text in (post, letter["text"].text):
        assert "In Vietnamese: Trạm y tế mở cả đêm." in text
        assert f"Read more: {health.root_url}/en/ban-tin/lu-quet/" in text
        assert text.endswith("Department of Health")
    assert letter["subject"].text == "Emergency: Flash flood"


def test_the_wifi_page_is_english_and_marks_what_is_not(visit, health, flood):
    create_placement(flood, health, local_note="Trạm y tế mở cả đêm.")
    page = read_html(visit(health, "/en/ban-tin/lu-quet/wifi/").content)
    assert page.html["lang"] == "en" and page.h1.text == "Flash flood"
    assert "Department of Health" in page.header.text and "What to do" in page.main.text
    [note] = page.find_all(lang="vi")
    assert note.text == "Trạm y tế mở cả đêm."
    assert page.find("a", string="Read more")["href"] == f"{health.root_url}/en/ban-tin/lu-quet/"


def test_a_translation_that_is_older_is_neither_printed_nor_passed_on(
    sign_in, health_editor, visit, health, flood
):
    correct(flood)
    context = list_contexts(flood, health)["en"]
    offers = [*get_texts(Zalo(), context).values(), *get_texts(Sms(), context).values()]
    assert not any("higher ground" in offer.text for offer in offers)
    assert set(get_texts(Poster(), context)) == {"a4", "a3"}
    _response, page = get_page(sign_in(health_editor), flood, health, "en")
    assert "cũ hơn bản tiếng Việt" in page.select_one(".channels-unit .channels-warning").text
    wifi = read_html(visit(health, "/en/ban-tin/lu-quet/wifi/").content)
    assert "Hà Hiệu" in wifi.main.text and "higher ground" not in wifi.text
    assert wifi.html["lang"] == "vi"
    assert wifi.find(lang="en").text.startswith("The Vietnamese text was changed on ")


def test_what_is_translated_in_part_is_neither_printed_passed_on_nor_warned_with(
    sign_in, ict_publisher, visit, health
):
    open_in_english(health)
    body = [("text", "<p>Tránh xa suối.</p>"), ("text", "<p>Mang theo nước uống.</p>")]
    flood = publish_emergency("Lũ quét", slug="lu", body=body)
    client = sign_in(ict_publisher)
    begin(client, flood)
    translate_rest(flood, but=[f"body.{flood.body[1].id}"])
    act(client, flood, "publish")
    assert get_english_version(flood).live
    context = list_contexts(flood, health)["en"]
    assert context.falls_back and context.text == flood
    warning = BeautifulSoup(visit(health, "/ban-tin/lu/cap.xml").content, "xml")
    assert [block.language.text for block in warning.find_all("info")] == ["vi"]


def test_a_file_for_the_router_does_not_say_that_a_page_is_missing(
    sign_in, health_editor, health, flood
):
    path = f"/admin/kenh-phat/{flood.pk}/tep/wifi/page/?don-vi={health.code}"
    client = sign_in(health_editor)
    for query, lang in (("", "vi"), ("&ngon-ngu=en", "en")):
        page = client.get(path + query).content.decode()
        assert f'<html lang="{lang}">' in page
        assert "only available" not in page and "chỉ có bằng tiếng Việt" not in page


def test_a_correction_in_vietnamese_is_marked_in_english_feeds_and_messages(
    visit, json_feed, health
):
    open_in_english(health)
    flood = publish_emergency("Lũ quét", slug="lu")
    translate(flood, "Flash flood")
    lifecycle.add_note(bulletin=flood, kind=NoteKind.CORRECTION, text="Không phải 16 giờ.", by=None)
    [item] = json_feed(health, "/en/ban-tin/feed.json")["items"]
    assert "In Vietnamese: Không phải 16 giờ." in item["content_text"]
    alert = BeautifulSoup(visit(health, "/ban-tin/lu/cap.xml").content, "xml")
    found = {info.language.text: info.description.text for info in alert.find_all("info")}
    assert found["vi"].startswith("Đính chính: Không phải 16 giờ.")
    assert found["en"].startswith("Correction: In Vietnamese: Không phải 16 giờ.")
