import re
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from content.text.slugs import (
    get_initials,
    list_abbreviations,
    make_slug,
    make_unique_slugs,
)

titles = st.text(max_size=200) | st.text("ĐđÐðẢớ aZ09-/.–\u0301\u00ad", max_size=200)


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Đẩy mạnh việc cài đặt Bluezone", "day-manh-viec-cai-dat-bluezone"),
        ("Nghị định 43/2011/NĐ-CP", "nghi-dinh-43-2011-nd-cp"),
        ("Chợ Đồn", "cho-don"),
        ("ĐƯỜNG ĐI ĐỀN ĐUỔM", "duong-di-den-duom"),
        ("  Họp báo:  tháng 2 – “kết quả”!  ", "hop-bao-thang-2-ket-qua"),
        ("Sở TT&TT", "so-tt-tt"),
        ("Quyết định số 1579/QĐ-UBND", "quyet-dinh-so-1579-qd-ubnd"),
        ("Tăng 3.5%", "tang-3-5"),
    ],
)
def test_words_are_folded_and_joined_by_hyphens(title, slug):
    assert make_slug(title) == slug


def test_eth_that_looks_like_dd_is_folded_too():
    assert make_slug("\u00d0à N\u1eb5ng, \u00f0ô thị") == "da-nang-do-thi"


def test_soft_hyphens_and_zero_width_characters_do_not_split_a_word():
    assert make_slug("thông\u00adtin \u200bBắc\ufeff Kạn") == "thongtin-bac-kan"


@pytest.mark.parametrize("mark", ["\u0301", "\u0903", "\u20dd"])
def test_marks_of_every_kind_do_not_split_a_word(mark):
    assert make_slug(f"th{mark}ông tin") == "thong-tin"


def test_repeated_slugs_are_numbered_and_empty_ones_replaced():
    titles = ["Hộ tịch", "…", "Hộ tịch", "Đất đai", "Hộ tịch", "…"]
    assert make_unique_slugs(titles, "muc") == [
        "ho-tich", "muc", "ho-tich-2", "dat-dai", "ho-tich-3", "muc-2",
    ]  # fmt: skip


def test_an_abbreviation_begins_at_each_word():
    assert [*list_abbreviations("Sở Giáo dục và Đào tạo")] == ["sgddt", "gddt", "ddt", "dt"]
    assert [*list_abbreviations("Sở Y")] == ["sy"] and [*list_abbreviations("Sở")] == []


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("Ủy ban nhân dân huyện Chợ Đồn", "CĐ"),
        ("sở giáo dục và đào tạo", "SGD"),
        ("Sở 4 Y tế", "SYT"),
        ("1 2", ""),
    ],
)
def test_initials_are_those_of_the_place_or_the_name(name, initials):
    assert get_initials(name) == initials


def test_compatibility_forms_become_plain_letters_and_digits():
    assert make_slug("Ｂản đồ m² Ⅳ ﬁ") == "ban-do-m2-iv-fi"


@pytest.mark.parametrize("title", ["", "  ", "---", "./.", "…“”", "北京", "\u0301"])
def test_nothing_is_left_of_a_title_without_latin_letters_and_digits(title):
    assert make_slug(title) == ""


def test_a_long_title_is_cut_between_words():
    slug = make_slug("tuyên truyền " * 20)
    assert slug == "-".join(["tuyen-truyen"] * 6)
    assert len(slug) <= 80


def test_a_word_that_ends_at_the_limit_is_kept():
    assert make_slug("a" * 40 + " " + "b" * 39 + " c") == "a" * 40 + "-" + "b" * 39


def test_a_word_that_ends_one_past_the_limit_is_left_out():
    assert make_slug("a" * 40 + " " + "b" * 40) == "a" * 40


def test_a_single_word_longer_than_the_limit_is_cut_inside():
    assert make_slug("a" * 100) == "a" * 80


def test_the_limit_can_be_lowered():
    assert make_slug("Đẩy mạnh việc cài đặt", max_length=12) == "day-manh"


@settings(max_examples=100, deadline=None)
@given(titles)
@example("İstanbul")
@example("ﷺ" * 10)
def test_a_slug_is_empty_or_words_of_ascii_joined_by_single_hyphens(title):
    slug = make_slug(title)
    assert slug == "" or re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug)
    assert len(slug) <= 80


@settings(max_examples=100, deadline=None)
@given(titles)
def test_the_slug_of_a_slug_is_itself(title):
    slug = make_slug(title)
    assert make_slug(slug) == slug


@settings(max_examples=100, deadline=None)
@given(titles)
def test_composed_and_decomposed_titles_have_one_slug(title):
    composed = unicodedata.normalize("NFC", title)
    assert make_slug(composed) == make_slug(unicodedata.normalize("NFD", composed))
