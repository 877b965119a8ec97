"""Every limit exactly: what is allowed at most, and one more."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from content.files.doors import check_file_size
from content.text.comparison import MAX_LENGTH, MAX_SENTENCES, compare_texts
from content.text.limits import MAX_TAG_LENGTH, InputLimitError, check_length, check_markup
from content.text.slugs import make_slug


def is_refused(check, *arguments, **limits):
    try:
        check(*arguments, **limits)
    except ValidationError:
        return True
    return False


def test_a_text_may_be_as_long_as_allowed():
    assert [is_refused(check_length, "a" * number, 3) for number in (0, 3, 4)] == [
        *(False, False),
        True,
    ]


def test_the_message_says_how_long_it_is_and_how_long_it_may_be():
    with pytest.raises(InputLimitError, match=r"12\D?345\b.* 10\D?000\b"):
        check_length("a" * 12_345, 10_000)


def test_a_file_may_be_as_large_as_allowed():
    sizes = [
        is_refused(check_file_size, SimpleUploadedFile("a", b"a" * number), 3)
        for number in (0, 3, 4)
    ]
    assert sizes == [False, False, True]


@pytest.mark.parametrize(
    ("html", "depth"),
    [
        ("text", 0),
        ("<br><br/><hr>", 0),
        ("<b>a</b><i>b</i>", 1),
        ("<b><i>a</i></b>", 2),
        ("<B><i>a</I></b>", 2),
        ("<b><i>a</b></i>", 2),
        ("<!-- <b><i> --><b>a</b>", 4),
        ("<svg><br></br></svg>", 2),
        ("<b", 1),
        ("a < b", 0),
        ("</b>", 0),
        ("<?x ?>", 0),
    ],
)
def test_elements_may_lie_as_deep_as_allowed(html, depth):
    assert not is_refused(check_markup, html, max_depth=depth)
    assert depth == 0 or is_refused(check_markup, html, max_depth=depth - 1)


def test_the_open_elements_of_all_tags_are_added_up():
    html = "<p><b>a</b></p>"
    assert not is_refused(check_markup, html, max_work=4) and is_refused(
        check_markup, html, max_work=3
    )


def test_a_tag_may_be_as_long_as_allowed_without_the_values_in_it():
    tag = f"<p {'a' * (MAX_TAG_LENGTH - len('p >'))}>"
    longer = tag.replace("<p a", "<p aa")
    assert not is_refused(check_markup, tag + "</p>")
    assert is_refused(check_markup, longer + "</p>")
    assert not is_refused(check_markup, f'<p title="{"a" * 2 * MAX_TAG_LENGTH}"></p>')


def test_a_number_of_a_character_that_is_none_is_refused():
    assert not is_refused(check_markup, "&#128512;")
    assert is_refused(check_markup, f"&#{'9' * 5000};")


@pytest.mark.parametrize(
    ("title", "length", "slug"),
    [
        ("Đường Đỗ Xuân Hợp số 5", 80, "duong-do-xuan-hop-so-5"),
        ("một hai", 7, "mot-hai"),
        ("một hai", 6, "mot"),
        ("một hai ba", 7, "mot-hai"),
        ("một", 2, "mo"),
        ("một\u200bhai", 80, "mothai"),
        ("…", 80, ""),
        ("", 80, ""),
        (f"{'a' * 40} {'b' * 39}", 80, f"{'a' * 40}-{'b' * 39}"),
        (f"{'a' * 40} {'b' * 40}", 80, "a" * 40),
    ],
)
def test_an_address_is_cut_between_two_words(title, length, slug):
    assert make_slug(title, length) == slug
    assert make_slug(title) == slug or length != 80


def test_two_versions_are_compared_word_by_word_up_to_their_length_together():
    old = "Một hai. " * (MAX_LENGTH // 18)
    new = "Một ba." + "." * (MAX_LENGTH - len(old) - len("Một ba."))
    assert ("equal", "Một") in [
        (kind, text.strip()) for kind, text in compare_texts(old, new).changes
    ]
    assert ("equal", "Một") not in [
        (kind, text.strip()) for kind, text in compare_texts(old, f"{new}.").changes
    ]


def test_and_sentence_by_sentence_up_to_their_number_together():
    sentence = f"{'a' * 20}."
    old, new = sentence * (MAX_SENTENCES // 2), sentence * (MAX_SENTENCES // 2 - 1) + "b."
    assert [kind for kind, _text in compare_texts(old, new).changes][:1] == ["equal"]
    assert [kind for kind, _text in compare_texts(old, f"{new}c.").changes] == [
        *("deletion", "addition")
    ]
