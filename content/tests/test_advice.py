"""Advice about texts, at its limits."""

import pytest
from wagtail.rich_text import RichText

from content.advice import (
    MAX_SENTENCE_WORDS,
    find_bare_urls,
    find_long_sentences,
    find_vague_links,
)


def make_link(text):
    return [RichText(f'<p>Đọc <a href="/a">{text}</a> nhé</p>')]


@pytest.mark.parametrize(
    ("text", "is_vague"),
    [
        ("tại đây", True),
        ("» Tại  ĐÂY!", True),
        ("Xem thêm…", True),
        ("tại đây và nơi khác", False),
        ("Nghị định 15", False),
        ("", False),
    ],
)
def test_a_link_says_where_it_leads(text, is_vague):
    assert bool(find_vague_links(make_link(text))) is is_vague


def test_the_first_link_that_says_nothing_is_named():
    text = find_vague_links([*make_link("Nghị định"), *make_link("xem thêm"), *make_link("đây")])
    assert "“xem thêm”" in text


@pytest.mark.parametrize(
    ("text", "is_bare"),
    [
        ("https://soyte.example/a", True),
        ("WWW.soyte.example", True),
        ("soyte.example", False),
        ("Đọc https://soyte.example", False),
    ],
)
def test_a_link_is_not_read_out_letter_by_letter(text, is_bare):
    found = find_bare_urls(make_link(text))
    assert bool(found) is is_bare and (not is_bare or text in found)


@pytest.mark.parametrize(
    ("words", "sign", "is_long"),
    [
        (MAX_SENTENCE_WORDS, "", False),
        (MAX_SENTENCE_WORDS + 1, "", True),
        (MAX_SENTENCE_WORDS + 1, "; ", False),
    ],
)
def test_a_sentence_has_so_many_words(words, sign, is_long):
    half = " ".join(["một"] * (words // 2))
    rest = " ".join(["hai"] * (words - words // 2))
    for tag in ("p", "li"):
        found = find_long_sentences([RichText(f"<{tag}>{half}{sign or ' '}{rest}</{tag}>")])
        assert bool(found) is is_long
        assert not is_long or str(words) in found and "một một một một một một …" in found


def test_texts_that_are_no_texts_are_passed_over():
    assert find_long_sentences(["một " * 99, None]) == find_bare_urls([7]) == ""
