"""One way to store rich text: whatever is stored opens in the editor and is saved unchanged."""

import json
import re

import pytest
from hypothesis import given
from lxml import html as lxml_html
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail_localize.strings import extract_strings, restore_strings

from content.blocks import LINE_FEATURES, TEXT_FEATURES
from content.tests.strategies import HOSTILE, TEXTS
from content.text.content_state import (
    STYLE_NAMES,
    check_content_state,
    read_content_state,
    write_content_state,
)
from content.text.paragraphs import KINDS, LISTS, arrange, arrange_html, read_html, write_html
from content.text.sanitizer import clean_rich_text


def store(html, kinds=KINDS):
    return arrange_html(clean_rich_text(html), kinds)


def open_and_save(html, kinds=KINDS):
    """What the editor sends back of a text that nobody has touched, as it is stored."""
    sent = write_content_state(read_html(html, kinds), lambda link: {"id": int(link.target)})
    check_content_state(sent)
    return store(write_html(arrange(read_content_state(sent), kinds)), kinds)


def words_in(html):
    text = lxml_html.document_fromstring(f"<main>{html}</main>").text_content()
    # A NUL is U+FFFD to lxml.
    return re.sub(r"[\s\x00-\x1f\x7f\ufffd]", "", text)


@given(HOSTILE)
def test_any_html_opens_and_is_saved_unchanged(html):
    stored = store(html)
    assert open_and_save(stored) == stored
    assert store(stored) == stored


@given(HOSTILE)
def test_an_editor_without_headings_and_lists_opens_any_html(html):
    stored = store(html, frozenset())
    assert open_and_save(stored, frozenset()) == stored


@given(HOSTILE)
def test_no_word_is_lost(html):
    cleaned = clean_rich_text(html)
    video = "https://x.vn/"
    assert words_in(store(html)).replace(video, "") == words_in(cleaned).replace(video, "")


@given(TEXTS)
def test_any_text_of_the_editor_is_stored_and_opened_as_it_was(paragraphs):
    text = arrange(paragraphs)
    stored = store(write_html(text))
    assert read_html(stored) == text
    assert open_and_save(stored) == stored


@given(HOSTILE)
def test_wagtails_own_reader_opens_what_is_stored(html):
    stored = store(html).replace('linktype="page"', 'linktype="none"')
    ContentstateConverter(
        [name for name in TEXT_FEATURES if "document" not in name]
    ).from_database_format(stored)


@given(HOSTILE)
def test_what_translators_get_puts_the_text_together_again(html):
    stored = store(html)
    template, strings = extract_strings(stored)
    assert store(restore_strings(template, strings)) == stored


@pytest.mark.parametrize(
    ("html", "stored"),
    [
        ("Một<br>Hai", "<p>Một<br/>Hai</p>"),
        ("<p>Một <br> Hai</p>", "<p>Một<br/>Hai</p>"),
        ("<strong>Đậm</strong> <em>nghiêng</em>", "<p><b>Đậm</b> <i>nghiêng</i></p>"),
        ("<p><b>Mộ</b><b>t</b><i></i> </p><p>&nbsp;</p>", "<p><b>Một</b></p>"),
        ("<p></p><p> </p>", ""),
        ("<ul><li>Một<ul><li>Hai</li></ul>Ba</li></ul>",
         "<ul><li>Một<ul><li>Hai</li></ul></li><li>Ba</li></ul>"),
        ("<ol><li><p>Một</p><p>Hai</p></li></ol>", "<ol><li>Một<br/>Hai</li></ol>"),
        ("<li>Một</li>", "<p>Một</p>"),
        ("<ul>Một</ul>", "<ul><li>Một</li></ul>"),
        ('<p><a href="/a/">Một<br>Hai</a></p>',
         '<p><a href="/a/">Một</a><br/><a href="/a/">Hai</a></p>'),
        ('<p><a id="x" linktype="page">Một</a></p>', "<p>Một</p>"),
        ('<p><a linktype="page" id="12">Một</a></p>', '<p><a linktype="page" id="12">Một</a></p>'),
        ('<embed embedtype="media" url="https://a.vn/1">',
         '<p><a href="https://a.vn/1">https://a.vn/1</a></p>'),
        ('<p data-block-key="a">Một</p><p data-block-key="a">Hai</p>',
         '<p data-block-key="a">Một</p><p>Hai</p>'),
    ],
)  # fmt: skip
def test_html_becomes_what_the_editor_would_write(html, stored):
    assert store(html) == stored


def test_an_editor_of_lines_gets_paragraphs_for_headings_and_lists():
    kinds = KINDS & {*LINE_FEATURES}
    assert not kinds & LISTS
    html = "<h3>Mục</h3><ul><li>Một<ul><li>Hai</li></ul></li></ul>"
    assert store(html, kinds) == "<p>Mục</p><p>Một</p><p>Hai</p>"


def test_an_empty_text_has_a_paragraph_to_write_in():
    [block] = json.loads(write_content_state([], dict))["blocks"]
    assert (block["type"], block["text"]) == ("unstyled", "")
    assert open_and_save("") == ""


def test_an_emoji_counts_as_one_sign_as_in_the_editor():
    """What the editor in a browser sends: tests/browser/test_blocks_that_open.py."""
    html = "<p>😀 <b>Gọi 115</b></p>"
    sent = write_content_state(read_html(html), dict)
    [block] = json.loads(sent)["blocks"]
    assert block["inlineStyleRanges"] == [{"offset": 2, "length": 7, "style": "BOLD"}]
    assert write_html(read_content_state(sent)) == html


def test_every_button_of_the_editors_is_known():
    styles = {name.lower() for name in STYLE_NAMES.values()}
    assert {*TEXT_FEATURES, *LINE_FEATURES} == KINDS | styles | {"link", "document-link"}
