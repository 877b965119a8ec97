import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as lxml_html
from wagtail_localize.strings import StringValue, extract_strings

from content.tests.strategies import HOSTILE
from content.text.sanitizer import (
    BLOCK_TAGS,
    INLINE_TAGS,
    MAX_DEPTH,
    MAX_LENGTH,
    MAX_TAG_LENGTH,
    URL_SCHEMES,
    clean_rich_text,
    clean_translation,
    clean_url,
    has_lost_markup,
    is_script_url,
)
from tests.browser.payloads import MARKUP, SAMPLES

ALLOWED = INLINE_TAGS | BLOCK_TAGS
ATTRIBUTES = {"href", "id", "linktype", "data-block-key", "embedtype", "url"}
KEPT = [
    "<p>Không qua ngầm tràn.</p>",
    '<p data-block-key="a1b2c">H<sub>2</sub>O, m<sup>2</sup>, <b>đậm</b>, <i>nghiêng</i></p>',
    "<p>Nơi nhận:<br/>- Như trên;<br/>- Lưu: VT.</p>",
    '<ul><li data-block-key="x">Một</li><li>Hai</li></ul><ol><li>Ba</li></ol><h3>Mục</h3>',
    '<p><a linktype="page" id="3">Trang</a> <a linktype="document" id="12">Tệp</a></p>',
    '<p><a href="https://a.vn/?a=1&amp;b=2">A</a> <a href="mailto:a@b.vn">B</a></p>',
    '<p><a href="tel:0209">C</a> <a href="/tin-tuc/">D</a> <a href="#muc">E</a></p>',
    '<embed embedtype="media" url="https://video.vn/1"/>',
    "",
]


def elements(html):
    return list(
        lxml_html.document_fromstring(f"<main>{html}</main>").find(".//main").iterdescendants()
    )


def tags_in(html):
    """Every tag as it stands there, for a reader that takes nothing for a comment."""
    return {name.lower() for name in re.findall(r"<[/!?]*([^\s/>]*)", html)}


@given(HOSTILE)
def test_only_what_is_listed_is_left_of_any_text(text):
    cleaned = clean_rich_text(text)
    assert tags_in(cleaned) <= ALLOWED
    for element in elements(cleaned):
        assert element.tag in ALLOWED and set(element.attrib) <= ATTRIBUTES
        assert clean_url(element.get("href", "")) == element.get("href", "")


@given(HOSTILE)
def test_what_is_clean_stays_as_it_is(text):
    rich_text, string = clean_rich_text(text), clean_translation(text)
    assert clean_rich_text(rich_text) == rich_text
    assert clean_translation(string) == string


@given(HOSTILE)
def test_a_translation_keeps_inline_elements_and_names_of_links_only(text):
    cleaned = clean_translation(text)
    assert tags_in(cleaned) <= INLINE_TAGS
    for element in elements(cleaned):
        assert set(element.attrib) <= ({"id"} if element.tag == "a" else set())


@given(HOSTILE)
def test_what_is_given_to_translators_from_a_clean_text_is_clean(text):
    _template, strings = extract_strings(clean_rich_text(f"<p>{clean_translation(text)}</p>"))
    assert [value.data for value, _attrs in strings] == [
        clean_translation(value.data) for value, _attrs in strings
    ]


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"])))
def test_a_plain_text_that_is_translated_stays_as_it_is(text):
    string = StringValue.from_plaintext(text).data
    assert clean_translation(string) == string


@pytest.mark.parametrize("html", KEPT)
def test_what_the_editor_writes_stays_to_the_letter(html):
    assert clean_rich_text(html) == html


@pytest.mark.parametrize(
    ("html", "cleaned"),
    [
        ('<p><a linktype="page" id="3 x">A</a></p>', '<p><a linktype="page">A</a></p>'),
        (f'<p><a id="{"1" * 20}" linktype="x">A</a></p>', "<p><a>A</a></p>"),
        ('<p data-block-key="é">A</p>', "<p>A</p>"),
        (f'<p data-block-key="{"a" * 41}">A</p>', "<p>A</p>"),
        ('<embed embedtype="page" url="/a"/>', '<embed url="/a"/>'),
        ('<embed embedtype="media" url="javascript:x"/>', '<embed embedtype="media" url=""/>'),
    ],
)
def test_an_attribute_keeps_values_that_the_editor_writes_and_no_others(html, cleaned):
    assert clean_rich_text(html) == cleaned


def test_a_translation_keeps_the_names_of_links():
    assert clean_translation('<p><a id="a1" href="/x">X</a></p>') == '<a id="a1">X</a>'


@pytest.mark.parametrize("name", SAMPLES)
def test_nothing_of_a_known_attack_is_left(name):
    for cleaned in (clean_rich_text(SAMPLES[name]), clean_translation(SAMPLES[name])):
        assert tags_in(cleaned) <= ALLOWED
        attributes = {key for element in elements(cleaned) for key in element.attrib}
        assert attributes <= {"id"}


@pytest.mark.parametrize("name", sorted(set(SAMPLES) - {"link", "template-tag"}))
def test_it_is_known_when_a_tag_or_a_comment_was_left_out(name):
    assert has_lost_markup(SAMPLES[name], clean_translation(SAMPLES[name]))


@pytest.mark.parametrize("html", KEPT)
def test_where_nothing_was_left_out_nothing_is_lost(html):
    assert not has_lost_markup(html, clean_rich_text(html))


def test_what_a_comment_hides_from_another_parser_is_gone():
    assert clean_translation('<!--> <img src=x onerror="y"> -->ok') == "  --&gt;ok"


@pytest.mark.parametrize("scheme", sorted(URL_SCHEMES))
def test_an_address_of_a_listed_scheme_stays(scheme):
    assert clean_url(f"{scheme}:x") == f"{scheme}:x"


@pytest.mark.parametrize("url", ["", "/tin-tuc/", "tin-tuc", "//a.vn/", "?trang=2", "#a", "./a:b"])
def test_a_relative_address_stays(url):
    assert clean_url(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "javascript:x", "JavaScript:x", " javascript:x", "java\tscript:x", "java\nscript:x",
        "\x01javascript:x", "javascript\x00:x", "\u200bjavascript:x", "data:text/html,x",
        "vbscript:x", "blob:x", "file:///x", "filesystem:x", "view-source:javascript:x",
    ],
)  # fmt: skip
def test_any_other_address_is_emptied(url):
    assert clean_url(url) == ""


@pytest.mark.parametrize("url", ["data:text/html,x", "JavaScript:x", "\x01vb\tscript:x"])
def test_an_address_that_runs_a_script_is_known(url):
    assert is_script_url(url)


@pytest.mark.parametrize("url", ["", "/javascript:x", "https://a.vn/", "mailto:a@b.vn", "data"])
def test_any_other_address_runs_none(url):
    assert not is_script_url(url)


def nest(depth):
    return f"{'<b>' * depth}x{'</b>' * depth}"


def link(length):
    """A link whose tag has so many characters."""
    return f'<a href="/{"x" * (length - len("<a href=/") - 2)}">A</a>'


@pytest.mark.parametrize(
    "html",
    [
        f"<p>{nest(MAX_DEPTH - 1)}</p>",
        "<p>x</p>" * 2 * MAX_DEPTH,
        f"<p>{'x<br/>' * 2 * MAX_DEPTH}</p>",
        '<embed embedtype="media" url="/a"/>' * 2 * MAX_DEPTH,
        f"<p>{'y' * 9}{link(MAX_TAG_LENGTH)}</p>",
        f"<p><b>{'x' * (MAX_LENGTH - len('<p><b></b></p>'))}</b></p>",
    ],
)
def test_what_is_as_deep_or_as_long_as_it_may_be_stays(html):
    assert clean_rich_text(html) == html


@pytest.mark.parametrize(
    "html",
    [
        f"<p>{nest(MAX_DEPTH)}</p>",
        "<p>x</p>" * MAX_DEPTH + nest(MAX_DEPTH + 1),
        "</p>" * MAX_DEPTH + nest(MAX_DEPTH + 1),
        f"<p>{link(MAX_TAG_LENGTH + 1)}</p>",
        f"<p><b>{'x' * (MAX_LENGTH + 1 - len('<p><b></b></p>'))}</b></p>",
    ],
)
def test_what_is_deeper_or_longer_keeps_its_words_alone(html):
    assert tags_in(clean_rich_text(html)) == {"p"}


@pytest.mark.parametrize("tag", ["b", "ul><li", "div", "p", "a href=x", "i><ul"])
def test_a_text_that_is_too_deep_becomes_its_words(tag):
    cleaned = clean_rich_text(f"<{tag}>" * 20_000 + "Nước lũ &amp; mưa")
    assert "Nước lũ &amp; mưa" in cleaned
    assert cleaned.count("<") <= 2 * MAX_DEPTH


@pytest.mark.parametrize("piece", ["<p>x</p>", "&", "<", "<!--", "&amp;", "<a x"])
def test_a_text_that_is_too_long_becomes_its_words(piece):
    cleaned = clean_rich_text(piece * (MAX_LENGTH // len(piece) + 1))
    assert tags_in(cleaned) == {"p"}
    assert clean_rich_text(cleaned) == cleaned


def test_all_attacks_in_one_text_leave_nothing():
    assert tags_in(clean_rich_text(MARKUP)) <= ALLOWED
