"""Words of a question compared with words of names."""

import pytest

from search.answers.words import (
    are_same,
    contains_all,
    contains_phrase,
    get_beginning,
    is_shortened,
    read_phrases,
    read_question,
    read_words,
    remove_phrases,
    strip_phrases,
)


@pytest.mark.parametrize(
    ("typed", "meant", "same"),
    [
        ("so y te", "Sở Y tế", True),
        ("SỞ Y TẾ", "Sở Y tế", True),
        ("sở ky thuật", "Sở Kỹ thuật", True),
        ("sở kĩ thuật", "Sở Kỹ thuật", True),
        ("sơ y te", "Sở Y tế", False),
        ("sở y", "Sở Y tế", False),
        ("y sở tế", "Sở Y tế", False),
    ],
)
def test_accents_count_where_they_were_typed(typed, meant, same):
    assert are_same(read_words(typed), read_words(meant)) is same


def test_a_question_has_no_more_words_than_anybody_asks_in():
    assert len(read_question("một " * 16)) == 16
    assert read_question("một " * 17) == ()


@pytest.mark.parametrize("text", ['"sở y tế"', "sở “y tế”", "-sở", "sở -tế", "  -sở"])
def test_quoted_words_and_left_out_ones_are_no_question(text):
    assert read_question(text) == ()


def test_a_hyphen_inside_a_word_and_an_empty_text_are_allowed():
    assert len(read_question("covid-19")) > 0
    assert read_question(" ") == ()


@pytest.mark.parametrize(
    ("typed", "is_short"),
    [
        ("đài truyền hình bắc kạn", True),
        ("đài phát thanh", True),
        ("đài phát", False),
        ("phát thanh truyền hình", False),
        ("đài hình truyền thanh", False),
        ("đài phát thanh và truyền hình bắc kạn", False),
        ("đài phát thanh huyện", False),
    ],
)
def test_a_name_may_be_typed_without_some_of_its_words(typed, is_short):
    name = read_words("Đài Phát thanh và Truyền hình Bắc Kạn")
    assert is_shortened(read_words(typed), name) is is_short


def test_phrases_come_longest_first_and_stand_side_by_side():
    phrases = read_phrases("ở", "ở đâu", "số điện thoại")
    assert [len(phrase) for phrase in phrases] == [3, 2, 1]
    words = read_words("sở y tế ở đâu")
    assert contains_phrase(words, read_words("ở đâu"))
    assert contains_phrase(words, read_words("sở y"))
    assert not contains_phrase(words, read_words("sở tế"))
    assert contains_all(words, read_words("tế sở")) and not contains_all(words, read_words("sở gì"))


def test_phrases_are_taken_out_wherever_they_stand():
    phrases = read_phrases("ở đâu", "số")
    assert remove_phrases(read_words("số nhà sở y tế ở đâu"), phrases) == read_words("nhà sở y tế")
    assert remove_phrases(read_words("sở y tế"), phrases) is None
    assert remove_phrases(read_words("ở đâu"), phrases) == ()


def test_phrases_are_stripped_from_both_ends_again_and_again():
    phrases = read_phrases("ở đâu", "cho hỏi", "số")
    typed = read_words("cho hỏi số sở số y tế ở đâu ở đâu")
    assert strip_phrases(typed, phrases) == read_words("sở số y tế")
    assert strip_phrases((), phrases) == ()
    assert get_beginning(typed, phrases) == read_words("cho hỏi")
    assert get_beginning(read_words("sở y tế"), phrases) == ()
