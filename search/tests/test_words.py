"""What holds for whatever anybody types or writes."""

import re
import unicodedata
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.text.folding import (
    MAX_TERM_LENGTH,
    MAX_TERMS,
    clean_text,
    fold_query,
    fold_text,
    matches_terms,
    split_words,
)
from search.text.highlighting import highlight, highlight_passage
from search.text.queries import MAX_CHARACTERS, MAX_WORDS, parse_query
from search.text.syllables import is_possible
from search.text.words import list_spans, split_forms, split_parts
from tests.html import read_html

pytestmark = pytest.mark.both_databases

VIETNAMESE = st.text(
    alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyÀÁẢÃẠằắẳẵặờợĐÐ0159/-\"“”<>&'.,\u0301\u0323\u00ad\u200b "
)
ANYTHING = st.one_of(VIETNAMESE, st.text())


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Chợ Đồn", "cho don"),
        ("\u00d0\u1ed3n", "don"),
        ("Thị xã Bắc Kạn, 24/11/2021", "thi xa bac kan 24 11 2021"),
        ("tuy\u00adên tru\u200byền", "tuyen truyen"),
        ("kỹ thuật, kĩ thuật, mỹ, quý, kỳ", "ki thuat ki thuat mi qui ki"),
        ("nguyên, khuya, thuỷ", "nguyen khuya thuy"),
        ("Kʼlông, K'lông, mʼbǎn", "k long k long m ban"),
        ("lən, mɯŋ", "len muu14b"),
        ("x² café 東京", "x2 cafe u6771u4eac"),
        ("😀 ---", ""),
        ("000 05/2024", "0 5 2024"),
        # Marks of Arabic and Japanese by themselves, which nothing stands for.
        ("\ufe70 \uff9e", "ufe70 uff9e"),
    ],
)
def test_words_without_accents(written, expected):
    assert fold_text(written) == expected


@pytest.mark.parametrize(
    ("text", "query", "is_found"),
    [
        ("Quyết định", "quy", True),
        ("Quyết định", "quĩ", False),
        ("Quít ngọt", "quỹ", False),
        ("Quĩ đất", "QUỸ dat", True),
        ("Quỹ đất", "quỹ nhà", False),
        ("Nghị định NĐ-CP", "nđcp", True),
        ("Nghị định NĐ-CP", "cp nghi", True),
        ("Số 50/TB", "5", False),
        ("Số 05/TB", "5", True),
        ("Số 5", "05", True),
        ("Quyết định", "--- /", False),
        ("Quyết định", "", False),
        ("a", "a " * MAX_TERMS + "b", True),
        ("a", "a " * (MAX_TERMS - 1) + "b", False),
        ("a", "-" * (MAX_TERM_LENGTH - 1) + "ab", True),
        ("a", "-" * (MAX_TERM_LENGTH - 2) + "ab", False),
    ],
)
def test_lists_are_searched_by_beginnings_of_words_and_whole_numbers(text, query, is_found):
    assert matches_terms(text, fold_query(query)) == is_found


@pytest.mark.parametrize(
    ("one", "other"),
    [("hòa", "hoà"), ("thủy", "thuỷ"), ("Đồn", "Ðo\u0302\u0300n"), ("ĐẢNG", "đảng")],
)
def test_the_same_syllable_has_one_exact_form(one, other):
    assert split_words(clean_text(one)) == split_words(clean_text(other))


def test_another_tone_or_letter_is_another_exact_form():
    syllables = ["ma", "má", "mà", "mả", "mã", "mạ", "mă", "mâ", "mô", "mơ", "mu", "mư"]
    assert len({word.exact for one in syllables for word in split_words(one)}) == len(syllables)


@pytest.mark.parametrize("typed", ["đ", "đả", "Đản"])
def test_what_is_typed_of_a_syllable_begins_its_exact_form(typed):
    [whole] = split_words("đảng")
    [begun] = split_words(typed)
    assert typed == "đ" or whole.exact.startswith(begun.exact)
    assert whole.start.startswith(begun.start)


@given(ANYTHING)
def test_words_are_letters_and_digits_that_no_database_can_take_for_anything_else(text):
    for word in split_words(clean_text(text)):
        assert re.fullmatch("[a-z0-9]{1,40}", word.fold) and re.fullmatch("[a-z0-9]+", word.exact)


@given(ANYTHING)
def test_composition_and_case_do_not_matter(text):
    decomposed = unicodedata.normalize("NFD", clean_text(text))
    assert split_words(clean_text(decomposed)) == split_words(clean_text(text))
    assert fold_text(fold_text(text)) == fold_text(text)


@given(ANYTHING)
def test_words_stand_where_they_are_said_to(text):
    text = clean_text(text)
    found = split_parts(text)
    for word, (begin, end) in zip(found, list_spans(text, 0, len(found)), strict=True):
        assert split_parts(text[begin:end]) == [word]


@given(ANYTHING, st.booleans())
def test_there_is_nothing_that_it_is_an_error_to_type(text, is_unfinished):
    query = parse_query(text, is_unfinished=is_unfinished)
    assert len(query.typed) <= MAX_WORDS
    assert bool(query) == bool(split_words(clean_text(text[: 4 * MAX_CHARACTERS])[:MAX_CHARACTERS]))


@given(ANYTHING, VIETNAMESE)
def test_marks_change_nothing_but_what_is_marked(text, typed):
    text, query = clean_text(text), parse_query(typed)
    if query:
        html = highlight(text, query)
        assert unescape(re.sub("</?mark>", "", html)) == text
        page = read_html(html)
        assert {tag.name for tag in page.find_all()} <= {"mark"}
        for mark in page("mark"):
            assert split_words(mark.text)


@given(ANYTHING, VIETNAMESE)
def test_a_passage_is_a_part_of_the_text_and_holds_no_markup(text, typed):
    text, query = clean_text(text), parse_query(typed)
    if query:
        html = highlight_passage(text, query)
        assert unescape(re.sub("</?mark>", "", html)).strip("… ") in text
        assert {tag.name for tag in read_html(html).find_all()} <= {"mark"}


@given(ANYTHING, VIETNAMESE, st.booleans(), ANYTHING)
def test_words_that_are_known_make_the_same_passage(text, typed, is_unfinished, other):
    text, query = clean_text(text), parse_query(typed, is_unfinished=is_unfinished)
    if query:
        passage = highlight_passage(text, query)
        assert highlight_passage(text, query, split_forms(text)) == passage
        # Those of a longer text are no error, and behind a title stands its number.
        longer = split_forms(f"{text} {clean_text(other)}")
        highlight_passage(text, query, longer)
        assert highlight(text, query, longer) == highlight(text, query)
        for number in (0, 2, longer.number + 3):
            assert longer.cut(number).number == min(number, longer.number)


@pytest.mark.parametrize(
    ("before", "behind"), [(False, False), (True, False), (False, True), (True, True)]
)
def test_a_passage_says_where_the_text_goes_on(before, behind):
    more = clean_text("bà con chuyển đồ đạc lên cao " * 20)
    text = " ".join([*[more] * before, "mưa lũ", *[more] * behind])
    html = highlight_passage(text, parse_query("mưa lũ"))
    assert (html.startswith("…"), html.endswith("…")) == (before, behind)


def test_phrases_words_and_what_is_left_out_are_told_apart():
    query = parse_query('mưa lũ "sông Hồng" -bão -“áp thấp” - x')
    assert [word.fold for word in query.typed] == ["mua", "lu", "x"]
    assert [[word.fold for word in phrase] for phrase in query.phrases] == [["song", "hong"]]
    assert [[word.fold for word in phrase] for phrase in query.left_out] == [
        ["bao"],
        ["ap", "thap"],
    ]


def test_a_minus_alone_leaves_nothing_out():
    assert [word.fold for word in parse_query("-mưa").typed] == ["mua"]
    assert not parse_query('"" - “”')


def list_folds(phrases):
    return [[word.fold for word in phrase] for phrase in phrases]


@pytest.mark.parametrize(
    ("typed", "groups"),
    [
        ("NDCP", [["ndcp"], ["nd", "cp"]]),
        ("qđubnd", [["qdubnd"], ["qd", "ubnd"]]),
        ("tập", [["tap"]]),
    ],
)
def test_a_symbol_that_is_typed_as_one_word_is_found_as_two(typed, groups):
    [group] = parse_query(typed).groups
    assert list_folds(group) == groups


def test_words_that_stand_for_one_another_are_no_symbol():
    pair = parse_query("ndcp lũ").typed
    query = parse_query("ndcp lũ", lambda typed: ((typed,),))
    assert query.groups == ((pair,),)


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("số 15/2024/NĐ-CP mưa", [["15", "2024", "nd", "cp"]]),
        ("09-CT 5/TB", [["9", "ct"], ["5", "tb"]]),
        ("mưa-lũ 2024 5/ a/b", []),
    ],
)
def test_numbers_of_documents_are_words_with_signs_between(typed, numbers):
    assert list_folds(parse_query(typed).numbers) == numbers


def test_a_word_is_unfinished_until_a_space_follows_if_somebody_is_typing():
    assert parse_query("mưa lũ", is_unfinished=True).is_unfinished
    for typed in ("mưa lũ ", "mưa ", '"mưa lũ"', ""):
        assert not parse_query(typed, is_unfinished=True).is_unfinished
    assert not parse_query("mưa lũ").is_unfinished


def test_signs_that_nobody_sees_count_for_nothing_within_a_bound():
    assert parse_query("\u00ad" * (4 * MAX_CHARACTERS - 1) + "m").typed
    assert not parse_query("\u00ad" * 4 * MAX_CHARACTERS + "m").typed


def test_what_is_meant_stands_beside_what_is_typed():
    query, [meant] = parse_query("mua lũ"), parse_query("mưa").typed
    wider = query.with_alternative(query.typed[0], meant)
    assert list_folds(wider.groups[0]) == [["mua"], ["mua"]]
    assert wider.groups[0][1] == (meant,) and wider.groups[1] == query.groups[1]
    assert wider.typed == query.typed


def test_each_of_two_words_in_one_group_then_stands_alone():
    query = parse_query("mua lũ", lambda typed: ((typed, typed),))
    [meant] = parse_query("mưa").typed
    first, second = query.typed
    wider = query.with_alternative(first, meant)
    assert wider.groups == (((first,), (meant,)), ((second,),))


def test_spans_are_those_of_the_words_that_are_asked_for():
    assert list_spans("mưa lũ, bão", 1, 2) == [(4, 6)]
    assert list_spans("mưa lũ, bão", 0, 9) == [(0, 3), (4, 6), (8, 11)]


@pytest.mark.parametrize(
    "word",
    "nghỉ gì giếng quyết quốc khuya Đắk Kạn yêu oan ướt thuở nghiêng gấc ủy nguyễn bac lac".split(),  # noqa: SIM905
)
def test_syllables_that_exist_are_possible(word):
    assert is_possible(word)


@pytest.mark.parametrize(
    "word",
    "ngỉ địng vjện thnah thamh thàc biogas bitcoin cên ghà zz".split(),  # noqa: SIM905
)
def test_what_no_syllable_is_written_like_is_not(word):
    assert not is_possible(word)
