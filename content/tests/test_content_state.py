import json

import pytest
from django.core.exceptions import BadRequest
from hypothesis import given
from hypothesis import strategies as st
from wagtail.rich_text import RichText

from content.blocks import TextBlock
from content.rich_text import BoundedRichTextArea
from content.text.content_state import RefusedText

FEATURES = ["bold", "italic", "link", "ol", "ul"]


def paragraph(text="abc", kind="unstyled", depth=0, styles=(), links=()):
    return {
        "key": "a", "text": text, "type": kind, "depth": depth, "data": {},
        "inlineStyleRanges": [{"offset": at, "length": n, "style": name} for at, n, name in styles],
        "entityRanges": [{"offset": at, "length": n, "key": 0} for at, n in links],
    }  # fmt: skip


def sent(*paragraphs, entities=None):
    return json.dumps({"blocks": paragraphs, "entityMap": entities or {}})


def read(text):
    return BoundedRichTextArea(features=FEATURES).value_from_datadict({"a": text}, {}, "a")


LINK = {"0": {"type": "LINK", "mutability": "MUTABLE", "data": {"url": "https://a.vn/"}}}
FORGED = {
    "no JSON": "<p>a</p>",
    "nothing": "",
    "a list": "[]",
    "a number": "3",
    "no paragraphs": "{}",
    "paragraphs of another type": '{"blocks": {}, "entityMap": {}}',
    "a paragraph of another type": '{"blocks": [null], "entityMap": {}}',
    "half a paragraph": '{"blocks": [{}], "entityMap": {}}',
    "lists too deep": sent(paragraph(kind="unordered-list-item", depth=300)),
    "less than no depth": sent(paragraph(depth=-1)),
    "a depth that is a text": sent(paragraph(depth="1")),
    "a link to nothing": sent(paragraph(links=[(0, 1)])),
    "links of another type": sent(paragraph(links=[(0, 1)]), entities={"0": 3}),
    "a range below nought": sent(paragraph(styles=[(-1, 2, "BOLD")])),
    "a style of another type": sent(paragraph(styles=[(0, 2, ["BOLD"])])),
    "JSON too deep": '{"blocks": [], "entityMap": ' + "[" * 50_000,
    "a huge number": sent().replace("{}", "9" * 5000),
    "half of a character": sent(paragraph(text="\ud800")),
    "NUL": sent(paragraph(text="\0")),
}
TOO_MUCH = {
    "hơn 2000 đoạn": sent(*[paragraph()] * 2001),
    "hơn 200 lần xuống dòng": sent(paragraph(text="a\n" * 201)),
    "quá nhiều liên kết": sent(paragraph(styles=[(0, 3, "BOLD")] * 401)),
    "thay đổi kiểu chữ": sent(paragraph(styles=[(0, 3, f"S{n}") for n in range(21)])),
    "chỉ cho phép 2.000.000": json.dumps("a" * 2_000_001),
}


@pytest.mark.parametrize("text", FORGED.values(), ids=FORGED)
def test_what_the_editor_never_sends_is_a_bad_request(text):
    with pytest.raises(BadRequest):
        read(text)


@pytest.mark.parametrize(("words", "text"), TOO_MUCH.items(), ids=TOO_MUCH)
def test_too_much_text_is_refused_at_the_block_and_shown_again(words, text):
    block = TextBlock(features=FEATURES)
    value = block.value_from_datadict({"a": text}, {}, "a")
    with pytest.raises(Exception, match=words):
        block.clean(value)
    assert block.get_form_state(value) == text


def test_what_the_editor_sends_is_read():
    text = sent(paragraph("ab\ncd", styles=[(0, 2, "BOLD")], links=[(3, 2)]), entities=LINK)
    assert read(text) == '<p data-block-key="a"><b>ab</b><br/><a href="https://a.vn/">cd</a></p>'
    assert read("null") is not None
    assert read(None) is None


def test_a_long_text_is_refused_at_the_block_with_the_limit():
    block = TextBlock(features=FEATURES)
    with pytest.raises(Exception, match=r"chỉ cho phép 200\.000"):
        block.clean(RichText("<p>" + "a" * 200_000 + "</p>"))
    with pytest.raises(Exception, match="hơn 50 phần tử"):
        block.clean(RichText("<b>" * 3000))


@given(st.recursive(
    st.none() | st.integers() | st.floats() | st.text(max_size=3),
    lambda some: st.lists(some, max_size=3) | st.dictionaries(
        st.sampled_from(["blocks", "entityMap", "text", "type", "key", "depth", "entityRanges",
                         "inlineStyleRanges", "offset", "length", "style", "0"]), some),
))  # fmt: skip
def test_any_json_is_read_or_a_bad_request(value):
    try:
        html = read(json.dumps(value))
    except BadRequest:
        return
    assert isinstance(html, str | RefusedText)
