import re
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone
from wagtail.test.utils.form_data import rich_text, streamfield

from bulletins.models import Bulletin, Urgency
from bulletins.selectors.localized import LocalizedBulletin
from bulletins.tests.factories import (
    ADMIN,
    create_placement,
    make_bulletin_form,
    next_week,
    press_publish,
)
from channels.formats.email import EmailChannel, Zalo
from channels.formats.radio import RadioScript
from channels.formats.sms import Sms
from channels.models import SpokenForm
from channels.selectors.context import ChannelContext
from channels.tests.factories import get_texts, make_channel_context
from members.tests.approval import PUBLISH
from tests.html import read_html

pytestmark = pytest.mark.django_db

BODY = [
    ("heading", "Cần làm"),
    ("text", "<p>Xem <b>Công văn</b> số 5.</p><ul><li>Đèn pin</li></ul>"),
    ("measures", ["<p>Cài ứng dụng.</p>", "<p>Nhắc người thân.</p>"]),
]


@pytest.fixture
def told(health):
    return make_channel_context(
        health,
        "Cài Bluezone",
        body=BODY,
        summary="UBND đề nghị cài.",
        instruction="Cài ngay",
        urgency=Urgency.IMPORTANT,
        valid_until=timezone.now() + timedelta(days=1),
        contact_name="Văn phòng",
        contact_telephone="0209 3870 114",
        slug="bluezone",
    )


@pytest.mark.parametrize(
    ("urgency", "instruction"),
    [("routine", "Lên đồi ngay."), ("routine", ""), ("emergency", "Lên đồi ngay.")],
)
def test_with_a_blank_summary_everything_says_each_thing_once(
    sign_in, ict_publisher, visit, health, urgency, instruction
):
    """As the form makes it: from what to do, or else from the beginning of the text."""
    words = instruction or "Nước dâng nhanh."
    client = sign_in(ict_publisher)
    form = make_bulletin_form(
        title="Lũ ống",
        slug="lu",
        summary="",
        instruction=instruction,
        body=streamfield([("text", rich_text("<p>Nước dâng nhanh.</p>"))]),
        urgency=urgency,
        valid_until=next_week(),
    )
    press_publish(client, client.post(f"{ADMIN}add/", form | PUBLISH))
    bulletin = Bulletin.objects.get(live=True)
    assert words in bulletin.summary
    told = ChannelContext(LocalizedBulletin(bulletin, bulletin), health)
    scripts = get_texts(RadioScript(), told).values()
    texts = [script.text.partition("Xin nhắc lại")[0] for script in scripts]
    assert urgency == "emergency" or not any("nhắc lại" in script.text for script in scripts)
    texts.append(get_texts(EmailChannel(), told)["text"].text)
    texts.append(get_texts(Zalo(), told)["post"].text)
    texts.append(get_texts(Sms(), told)["ucs2-2"].text)
    for path in ("/ban-tin/lu/", "/ban-tin/lu/wifi/", "/ban-tin/"):
        page = read_html(visit(health, path).content)
        texts.append(page.main.get_text())
    texts.append(visit(health, "/ban-tin/feed.json").json()["items"][0]["content_text"])
    if urgency == "emergency":
        alert = BeautifulSoup(visit(health, "/ban-tin/lu/cap.xml").content, "xml")
        texts.append(f"{alert.find('description').text} {alert.find('instruction').text}")
    page = read_html(client.get(f"/admin/dieu-hanh/{bulletin.pk}/con-dung/").content)
    texts.append(page.main.get_text())
    assert [text.count(words) for text in texts] == [1] * len(texts)


def test_a_summary_that_somebody_wrote_is_said_beside_what_to_do_and_text(told):
    assert "UBND đề nghị cài." in get_texts(EmailChannel(), told)["text"].text
    assert "UBND đề nghị cài." in get_texts(Zalo(), told)["post"].text


def test_a_script_for_the_radio_says_how_long_it_takes_to_read(health):
    sentences = "Hôm nay không có nước máy. " * 60
    short = make_channel_context(health, "Cúp nước", slug="ngan", summary="Từ 8 giờ.")
    long = make_channel_context(
        health, "Cúp nước", slug="dai", body=[("text", f"<p>{sentences}</p>")]
    )
    notes = [str(get_texts(RadioScript(), one)["radio"].note) for one in (short, long)]
    assert re.fullmatch(r"đọc khoảng \d+ giây", notes[0])
    assert re.fullmatch(r"đọc khoảng \d+ phút \d+ giây", notes[1])


def test_an_unknown_issuer_is_left_out_and_a_known_one_is_not_the_unit_that_shows_it(
    visit, health, district
):
    nobody = make_channel_context(health, "Cũ", slug="cu")
    named = make_channel_context(health, "Mới", slug="moi", source=district)
    assert get_texts(RadioScript(), nobody)["radio"].text.startswith("Thông báo.\n")
    script = get_texts(RadioScript(), named)["radio"].text
    assert script.startswith("Thông báo của Ủy ban nhân dân huyện Ba Bể.")
    assert "ban hành: Sở Y tế" not in nobody.issue and "Sở Y tế" not in nobody.issue
    assert "Ủy ban nhân dân huyện Ba Bể" in named.issue
    wifi = [visit(health, f"/ban-tin/{slug}/wifi/").content.decode() for slug in ("cu", "moi")]
    footers = [read_html(page).footer.get_text() for page in wifi]
    assert "Sở Y tế" not in footers[0] and "Ngày ban hành:" in footers[0]
    assert "huyện Ba Bể" in footers[1]
    items = visit(health, "/ban-tin/feed.json").json()["items"]
    authors = {item["title"]: [author["name"] for author in item["authors"]] for item in items}
    assert authors == {"Cũ": [], "Mới": ["Ủy ban nhân dân huyện Ba Bể"]}


def test_a_zalo_post_says_what_to_do_whom_to_call_and_where_to_read(told):
    lines = get_texts(Zalo(), told)["post"].text.split("\n\n")
    assert lines[:3] == ["Quan trọng: Cài Bluezone", "Việc cần làm: Cài ngay", "UBND đề nghị cài."]
    assert "Văn phòng: 0209 3870 114" in lines
    assert lines[-2:] == [f"Xem chi tiết: {told.url}", "Sở Y tế"]


def test_a_letter_has_the_whole_text_with_its_numbers(told):
    letter = get_texts(EmailChannel(), told)
    assert letter["subject"].text == "Quan trọng: Cài Bluezone"
    for line in (
        "Cần làm",
        "Xem Công văn số 5.",
        "Đèn pin",
        "1. Cài ứng dụng.",
        "2. Nhắc người thân.",
    ):
        assert line in letter["text"].text.split("\n\n")


def test_a_script_is_in_words_alone_and_says_each_thing_once(told):
    scripts = get_texts(RadioScript(), told)
    for script in scripts.values():
        assert not any(sign.isdigit() for sign in script.text)
        assert script.text.count("Cài ngay.") == 1
        assert "Ủy ban nhân dân đề nghị cài." in script.text
        assert str(script.note).startswith("đọc khoảng ")
    assert "Một là, Cài ứng dụng." in scripts["radio"].text
    assert "Một là" not in scripts["loudspeaker"].text


def test_a_script_follows_the_table_that_ict_edits(told):
    SpokenForm.objects.filter(written="UBND").update(spoken="chính quyền")
    assert "Chính quyền đề nghị cài." in get_texts(RadioScript(), told)["radio"].text
    SpokenForm.objects.filter(written="UBND").delete()
    assert get_texts(RadioScript(), told)["radio"].doubtful == ("UBND",)


def test_a_units_note_is_told_by_that_unit_alone(told, district):
    create_placement(told.source, district, local_note="Đến nhà văn hóa.")
    assert "nhà văn hóa" not in get_texts(Zalo(), told)["post"].text
    theirs = type(told)(told.bulletin, district)
    assert "Đến nhà văn hóa." in get_texts(Zalo(), theirs)["post"].text
