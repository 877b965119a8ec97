from datetime import timedelta

import pypdfium2
import pytest
import zxingcpp
from django.utils import timezone

from bulletins.models import Urgency
from bulletins.tests.factories import create_placement, publish_emergency
from channels.formats.poster import Poster
from channels.tests.factories import get_texts, make_channel_context

pytestmark = pytest.mark.django_db

LETTERS = "Ằ Ẳ Ẵ Ặ ẳ ỗ ữ ỵ đ Đ ơ 0123456789 ; : ? ! – “Bắc Kạn” 5 %"
INCHES = {"a4": (210 / 25.4, 297 / 25.4), "a3": (297 / 25.4, 420 / 25.4)}


def pdf_of(told, paper="a4"):
    content = get_texts(Poster(), told)[paper].make()
    return content, pypdfium2.PdfDocument(content)


def words_of(document):
    return " ".join(document[0].get_textpage().get_text_range().split())


@pytest.mark.parametrize("paper", ["a4", "a3"])
def test_a_poster_says_everything_on_one_page_of_its_size(health, paper):
    until = timezone.now() + timedelta(days=1)
    told = make_channel_context(
        health,
        f"Lũ quét {LETTERS}",
        urgency=Urgency.EMERGENCY,
        instruction="Lên chỗ cao ngay.",
        summary="Nước sông Năng lên nhanh.",
        contact_name="Trực ban",
        contact_telephone="0209 3870 114",
        valid_until=until,
        slug="lu-quet",
    )
    _content, document = pdf_of(told, paper)
    assert len(document) == 1
    assert document[0].get_size() == pytest.approx([inch * 72 for inch in INCHES[paper]], abs=0.5)
    words = words_of(document).replace("\xa0", " ")
    for part in (
        LETTERS, "Lên chỗ cao ngay.", "Nước sông Năng", "Trực ban", "0209 3870 114", "Khẩn cấp",
        "Sở Y tế", f"{timezone.localtime(until):%H:%M, %d/%m/%Y}",
    ):  # fmt: skip
        assert part in words


def test_the_code_leads_to_the_units_own_page(health, district):
    for agency, host in ((health, "soyte"), (district, "babe")):
        told = make_channel_context(agency, f"Họp {host}", slug=f"hop-{host}")
        _content, document = pdf_of(told)
        [code] = zxingcpp.read_barcodes(document[0].render(scale=2).to_pil())
        assert code.text == told.url
        assert host in code.text and code.text.endswith(f"/ban-tin/hop-{host}/")


def test_a_poster_is_tagged_and_brings_its_font(health):
    content, document = pdf_of(make_channel_context(health))
    assert document.is_tagged()
    assert b"/FontFile" in content and b"BeVietnamPro" in content
    assert b"pdfuaid" in content


def test_the_longest_words_still_fit_and_only_the_summary_goes(health):
    told = make_channel_context(
        health,
        "Cảnh báo lũ quét, sạt lở đất " * 6,
        instruction="Sơ tán ngay lên chỗ cao " * 8,
        summary="Tóm tắt rất dài. " * 23,
        contact_name="Ban Chỉ huy phòng, chống thiên tai " * 3,
        contact_telephone="0209 3870 114",
        slug="dai",
    )
    _content, document = pdf_of(told)
    words = words_of(document)
    assert len(document) == 1
    assert words.count("sạt lở đất") == 6 and words.count("Sơ tán ngay") == 8
    assert "Tóm tắt" not in words


def test_words_are_never_read_as_markup(health):
    code = '#panic("x") *đậm* $1$ <nhan> @ref \\ [a] `raw` #read("poster.typ")'
    _content, document = pdf_of(
        make_channel_context(health, code, summary=f"Hai: {code}", slug="ma")
    )
    assert words_of(document).count('#panic("x") *đậm*') == 2


def test_the_unit_adds_its_own_telephone(health, district):
    told = make_channel_context(health, contact_telephone="0209 3870 114")
    for unit, telephone in ((health, "0209 111"), (district, "0209 222")):
        create_placement(told.source, unit, contact_telephone=telephone)
    words = words_of(pdf_of(told)[1]).replace("\xa0", " ")
    assert "0209 3870 114" in words and "0209 111" in words and "0209 222" not in words


def test_a_poster_that_is_kept_says_after_the_end_that_it_is_over(visit, clock, health, district):
    end = timezone.now() + timedelta(minutes=20)
    publish_emergency("Lũ quét", slug="lu-quet", valid_until=end)

    def read(agency):
        answer = visit(agency, "/ban-tin/lu-quet/ap-phich.pdf")
        return words_of(pypdfium2.PdfDocument(answer.content))

    for agency in (health, district):
        assert "Có hiệu lực đến" in read(agency)
    clock(end)
    for agency in (health, district):
        assert "Hết hiệu lực từ" in read(agency)
