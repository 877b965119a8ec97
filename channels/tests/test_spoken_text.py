import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.speech.defaults import FORMS
from channels.speech.numbers import spell_number
from channels.speech.reading import (
    count_reading_seconds,
    list_unknown_abbreviations,
    to_spoken_text,
)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "không"),
        (4, "bốn"),
        (10, "mười"),
        (15, "mười lăm"),
        (20, "hai mươi"),
        (21, "hai mươi mốt"),
        (24, "hai mươi tư"),
        (55, "năm mươi lăm"),
        (100, "một trăm"),
        (105, "một trăm linh năm"),
        (111, "một trăm mười một"),
        (1_005, "một nghìn không trăm linh năm"),
        (2_021, "hai nghìn không trăm hai mươi mốt"),
        (10_000, "mười nghìn"),
        (1_000_000, "một triệu"),
        (1_000_050, "một triệu không trăm năm mươi"),
        (2_500_000_000, "hai tỷ năm trăm triệu"),
    ],
)
def test_numbers_are_said_as_in_the_north(number, words):
    assert spell_number(number) == words


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("ngày 09/02/2021", "Ngày mùng chín tháng hai năm hai nghìn không trăm hai mươi mốt"),
        ("Họp 15/4/2026", "Họp ngày mười lăm tháng tư năm hai nghìn không trăm hai mươi sáu"),
        ("từ 20/11 đến 5/12", "Từ ngày hai mươi tháng mười một đến ngày mùng năm tháng mười hai"),
        ("17:00, ngày 26/11", "Mười bảy giờ, ngày hai mươi sáu tháng mười một"),
        ("trước 17h30 hôm nay", "Trước mười bảy giờ ba mươi phút hôm nay"),
        ("7 giờ 05 phút", "Bảy giờ năm phút"),
        ("lúc 7h", "Lúc bảy giờ"),
        ("17 giờ 26/11", "Mười bảy giờ ngày hai mươi sáu tháng mười một"),
        ("tháng 4/2026", "Tháng tư năm hai nghìn không trăm hai mươi sáu"),
        ("trực 24/24", "Trực hai mươi tư trên hai mươi tư"),
        ("45/13/2021", "Bốn mươi lăm trên mười ba trên hai nghìn không trăm hai mươi mốt"),
    ],
)
def test_days_and_hours_are_said_in_words(written, said):
    assert to_spoken_text(written, {}) == said


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("1.250 hộ", "Một nghìn hai trăm năm mươi hộ"),
        ("3,5 km", "Ba phẩy năm ki-lô-mét"),
        ("0,05%", "Không phẩy không năm phần trăm"),
        ("8–10 người", "Tám đến mười người"),
        ("dài 5km", "Dài năm ki-lô-mét"),
        ("UBND TP. Bắc Kạn", "Ủy ban nhân dân thành phố Bắc Kạn"),
        ("Sở TT&TT", "Sở Thông tin và Truyền thông"),
        ("dịch Covid-19", "Dịch cô-vít mười chín"),
        ("42/2022/NĐ-CP", "Bốn mươi hai năm hai nghìn không trăm hai mươi hai nghị định Chính phủ"),
        ("số 12/QĐ-UBND", "Số mười hai quyết định Ủy ban nhân dân"),
        ("gọi 0209 3870 114", "Gọi không hai không chín, ba tám bảy không, một một bốn"),
        ("gọi 0912345678", "Gọi không chín một hai, ba bốn năm, sáu bảy tám"),
        ("gọi 115", "Gọi một một năm"),
        ("1. Cài ứng dụng", "Một là, Cài ứng dụng"),
        ("https://www.bluezone.gov.vn/.", "Bluezone chấm gốp chấm vê nờ."),
        ("UBNDX", "UBNDX"),
    ],
)
def test_what_is_written_short_is_said_in_full(written, said):
    assert to_spoken_text(written, FORMS) == said


@given(st.text(alphabet=st.sampled_from("0123456789/.,:-–%hg +ngàytừ "), max_size=40))
def test_no_digit_is_left_to_be_read(text):
    assert not any(sign in "0123456789" for sign in to_spoken_text(text, FORMS))


def test_abbreviations_that_nobody_has_explained_are_named():
    assert list_unknown_abbreviations("UBND và BCHQS, BCHQS; KHẨN CẤP", FORMS) == ("BCHQS",)


def test_reading_takes_a_second_for_three_and_a_half_syllables():
    assert count_reading_seconds("Ki-lô-mét, " * 7) == 6
