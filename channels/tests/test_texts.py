from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from bulletins.models import Urgency
from bulletins.tests.factories import create_placement
from channels.formats.email import EmailChannel, Zalo
from channels.formats.radio import RadioScript
from channels.models import SpokenForm
from channels.tests.factories import get_texts, make_channel_context

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


def test_a_summary_that_only_repeats_what_to_do_is_not_said_twice(visit, health):
    told = make_channel_context(
        health, "Lũ quét", slug="lu", instruction="Lên đồi ngay.", summary="Lên đồi ngay."
    )
    assert get_texts(Zalo(), told)["post"].text.count("Lên đồi ngay.") == 1
    script = get_texts(RadioScript(), told)["radio"].text.split("Xin nhắc lại")[0]
    assert script.count("Lên đồi ngay.") == 1
    for path in ("/ban-tin/lu/", "/ban-tin/lu/wifi/"):
        page = BeautifulSoup(visit(health, path).content, "html.parser")
        assert page.main.get_text().count("Lên đồi ngay.") == 1
    feed = visit(health, "/ban-tin/feed.json").json()["items"][0]
    assert feed["content_text"].count("Lên đồi ngay.") == 1


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


def test_a_script_is_in_words_alone_and_repeats_what_to_do(told):
    scripts = get_texts(RadioScript(), told)
    for script in scripts.values():
        assert not any(sign.isdigit() for sign in script.text)
        assert script.text.count("Cài ngay.") == 2
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
