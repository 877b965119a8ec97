import re
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from search.folding import fold

texts = st.text(max_size=200) | st.text("ĐđÐðɖẢớ aZ09-/.–\u0301\u0323\u00ad\x00", max_size=200)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Chợ Đồn", " cho don"),
        ("CHỢ ĐỒN", " cho don"),
        ("\u00d0\u1ed3n", " don"),
        ("\u00f0\u1ed3n \u0256i", " don di"),
        ("Nghị định 43/2011/NĐ-CP", " nghi dinh 43 2011 nd cp"),
        ("Số 15.000 đồng, 3,5%", " so 15 000 dong 3 5"),
        ("“Lũ–quét”…  sạt\nlở", " lu quet sat lo"),
        ("m² Ⅳ ﬁ Ｂ", " m2 iv fi b"),
        ("", ""),
        ("… – 😀 北京", ""),
    ],
)
def test_words_lose_accents_and_case_and_get_one_space_before_each(text, words):
    assert fold(text) == words


@settings(max_examples=200, deadline=None)
@given(texts)
@example("İstanbul ẞ ŉ ﷺ")
def test_what_is_left_is_words_of_letters_and_digits(text):
    assert re.fullmatch(r"( [a-z0-9]+)*", fold(text))


@settings(max_examples=200, deadline=None)
@given(texts)
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@settings(max_examples=200, deadline=None)
@given(texts)
def test_composed_and_decomposed_texts_fold_alike(text):
    composed = unicodedata.normalize("NFC", text)
    assert fold(composed) == fold(unicodedata.normalize("NFD", text)) == fold(text)


@settings(max_examples=200, deadline=None)
@given(texts, texts)
def test_a_word_folds_the_same_wherever_it_stands(first, second):
    assert fold(f"{first} {second}") == fold(first) + fold(second)


def test_characters_nobody_sees_do_not_split_a_word():
    assert fold("thông\u00adtin \u200bBắc\ufeff Kạn") == " thongtin bac kan"
