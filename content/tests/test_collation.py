import random
import unicodedata
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.text.collation import get_sort_key
from sites.models import Agency

LETTERS = (
    "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ"
)
names = st.text(LETTERS + LETTERS.upper() + " -", max_size=200)


def shuffled(items):
    return random.Random(7).sample(items, len(items))  # noqa: S311


@pytest.mark.parametrize(
    "order",
    [
        [
            "Ba Bể",
            "Bạch Thông",
            "Bắc Kạn",
            "Chợ Đồn",
            "Chợ Mới",
            "Dao",
            "Đà",
            "Na Rì",
            "Ngân Sơn",
            "Pác Nặm",
        ],
        ["ma", "mà", "mả", "mã", "má", "mạ"],
        ["a", "ă", "â", "b", "c", "d", "đ", "e", "ê", "g"],
        ["o", "ô", "ơ", "p", "u", "ư", "v"],
        ["tan", "tàn", "tản", "tấn", "tân lập", "tấn lập", "tờ"],
        ["Ban", "Bản", "Ban Dân tộc", "Bàn Đạt"],
        ["Sở Nội vụ", "Sở Tài chính", "Sở Tư pháp", "Sở Xây dựng", "Sở Y tế"],
    ],
    ids=lambda order: order[0],
)
def test_names_stand_as_a_vietnamese_reader_expects(order):
    assert sorted(shuffled(order), key=get_sort_key) == order


def test_the_whole_alphabet_stands_in_its_order_with_the_tones_in_theirs():
    letters = list(LETTERS)
    assert sorted(shuffled(letters), key=get_sort_key) == letters


def test_tones_decide_only_where_all_letters_are_alike():
    assert get_sort_key("mạ a") < get_sort_key("ma b")
    assert get_sort_key("ma b") < get_sort_key("mạ b")


def test_a_shorter_name_stands_before_the_longer_one_it_begins():
    assert get_sort_key("Ba") < get_sort_key("Ba Bể") < get_sort_key("Bab")


def test_punctuation_at_a_word_does_not_count():
    assert get_sort_key("Sở Nội vụ, “Tư pháp”!") == get_sort_key("Sở Nội vụ Tư pháp")


@settings(max_examples=100, deadline=None)
@given(names)
def test_a_key_has_lower_case_letters_and_digits_only_and_fits_its_column(name):
    key = get_sort_key(name)
    assert key.isascii() and key.isalnum() and key == key.lower()
    assert len(key) <= Agency._meta.get_field("sort_key").max_length


@settings(max_examples=100, deadline=None)
@given(names)
def test_capitals_and_the_way_accents_are_stored_do_not_count(name):
    decomposed = unicodedata.normalize("NFD", name)
    assert get_sort_key(name) == get_sort_key(name.upper()) == get_sort_key(decomposed)


def test_in_the_latin_order_marks_make_no_letters():
    words = ["Dak", "đam", "dan", "Êa", "eb", "ôc", "od"]
    assert sorted(shuffled(words), key=partial(get_sort_key, sorting="latin")) == words
    assert get_sort_key("da", "latin") < get_sort_key("đa", "latin") < get_sort_key("db", "latin")


def test_letters_of_other_languages_follow_the_one_they_are_like():
    words = ["e", "ê", "ə", "g", "u", "ư", "ɯ", "v"]
    assert sorted(shuffled(words), key=get_sort_key) == words
