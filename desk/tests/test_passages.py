import hashlib
import unicodedata

import pytest

from desk.models import PHRASE_LENGTH
from desk.selectors.passages import (
    MAX_NEAR_LENGTH,
    fold_passage,
    get_digest,
    get_exact_words,
    get_phrases,
    iter_pairs,
)


def test_equal_passages_have_one_key_however_they_are_composed_and_spaced():
    written = "Lịch tiêm chủng"
    spelled = unicodedata.normalize("NFD", "  Lịch\ntiêm  chủng ")
    assert get_digest(spelled) == get_digest(written)
    assert get_digest(written) == hashlib.sha256(written.encode()).hexdigest()
    assert get_digest("lịch tiêm chủng") != get_digest(written)


@pytest.mark.parametrize(
    ("folded", "phrases"),
    [
        ("lich tiem chung", ["lich tiem", "tiem chung"]),
        ("a b a b a", ["a b", "b a"]),
        ("lich tiem", []),
        ("", []),
    ],
)
def test_phrases_are_neighbouring_words_each_pair_once(folded, phrases):
    assert get_phrases(folded) == phrases


def test_a_phrase_is_cut_where_its_column_ends():
    assert get_phrases(f"{'a' * PHRASE_LENGTH} b c") == ["a" * PHRASE_LENGTH, "b c"]


def test_of_a_passage_that_is_too_long_there_are_no_phrases():
    longest = "a b " + "c" * (MAX_NEAR_LENGTH - 4)
    assert len(get_phrases(longest)) == 2 and get_phrases(f"{longest}c") == []


def test_words_are_compared_without_accents_or_with_them():
    assert fold_passage("Lịch  tiêm-chủng") == "lich tiem chung"
    assert get_exact_words("tiêm chủng") in get_exact_words("Lịch Tiêm\u00ad chủng, 2026")
    assert get_exact_words("tiêm chung") not in get_exact_words("Lịch tiêm chủng, 2026")
    assert get_exact_words("tiêm chủ") not in get_exact_words("Lịch tiêm chủng, 2026")


def test_paragraphs_are_paired_one_by_one_where_there_are_as_many():
    source = {"title": "Lịch", "gone": "Cũ", "body": "Một\nHai", "lead": "Một\nHai"}
    target = {"lead": "One, two", "body": "One\nTwo", "title": "Timetable", "new": "New"}
    assert [*iter_pairs(source, target)] == [
        ("Lịch", "Timetable"),
        ("Một", "One"),
        ("Hai", "Two"),
        ("Một\nHai", "One, two"),
    ]
