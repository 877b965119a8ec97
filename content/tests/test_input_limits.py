import json
import sys
from typing import Any

import nh3
import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from content.text.limits import (
    MAX_MARKUP_DEPTH,
    InputLimitError,
    check_length,
    check_markup,
    read_json,
)
from tests.html import read_html

# Pieces that parsers read differently, or take long for when there are many.
PIECES = [
    "<p ", "<p>", "</p>", "<b>", "</b>", "<b a=1>", "<div>", "</div>", "<!--", "-->", "<!-->", "<!",
    "<?", "</", "<", ">", "<a b='", "<a b=\"", "'", '"', "<br>", "<br title='</b>'>", "<i/>", "x",
    "<svg>", "<link>", "</svg>", "<math>", "<table>", "<td>", "</td>", "</table>", "<style>",
    "</style>", "<template>", "<textarea>", "</textarea>", "<![CDATA[", "]]>", "&", "&#", "<li>",
    "</i title='</b>'>", "<b/>", "\n", "<!-- </b> -->", "<a href='x'>", "</a>", "<button>",
]  # fmt: skip


def refusal(html: str, **limits: int) -> str:
    with pytest.raises(InputLimitError) as caught:
        check_markup(html, **limits)
    return " ".join(caught.value.messages)


@pytest.mark.parametrize("piece", [one for one in PIECES if one.startswith("<") and one != "<"])
def test_pieces_that_never_end_are_refused_and_others_cost_little(piece):
    html = piece * 20_000
    try:
        check_markup(html)
    except InputLimitError:
        return
    # What passes is flat: whatever it is, it has no element that is not closed at once.
    assert piece in {"<br>", "<link>"} or piece.startswith("</")


@given(st.lists(st.sampled_from(PIECES), max_size=6), st.lists(st.sampled_from(PIECES), max_size=6))
def test_what_passes_is_no_deeper_for_any_parser(before, repeated):
    html = "".join(before) + "".join(repeated) * 60
    try:
        check_markup(html)
    except InputLimitError:
        return
    assert depth_of(read_html(html)) <= MAX_MARKUP_DEPTH + 1
    # nh3 closes what is open at the end; as deep as the elements that it writes.
    cleaned = nh3.clean(html, tags={"p", "b", "div", "a", "i", "td", "table", "li"})
    assert depth_of(read_html(cleaned)) <= MAX_MARKUP_DEPTH + 4


def depth_of(soup: BeautifulSoup) -> int:
    deepest, waiting = 0, [(soup, 0)]
    while waiting:
        element, depth = waiting.pop()
        deepest = max(deepest, depth)
        waiting += [(child, depth + 1) for child in getattr(element, "children", ())
                    if getattr(child, "children", None) is not None]  # fmt: skip
    return deepest


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=4))
def test_twice_a_text_takes_twice_the_steps(pieces):
    once, twice = (steps_of("".join(pieces) * count) for count in (50, 100))
    assert twice <= 2 * once + 10


def steps_of(html: str) -> int:
    """Lines of Python that run; the regular expressions have a test of their own."""
    steps = 0

    def count(frame: Any, event: str, arg: Any) -> Any:
        nonlocal steps
        steps += 1
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        check_markup(html, max_depth=10_000)
    except InputLimitError:
        pass
    finally:
        sys.settrace(before)
    return steps


@pytest.mark.parametrize(
    "html",
    [
        "<ul><li>a<ul><li><b><i>b</i></b></li></ul></li></ul>" * 500,
        "<p>1 &lt; 2, a < b, <3</p><p>x<br/>y<br>z</p>" * 500,
        '<p><a href="https://a.vn/?b=c&amp;d">x</a> <a linktype="page" id="3">y</a></p>' * 500,
        "<!-- a --><?xml:namespace prefix = o /><![if !vml]><o:p></o:p><![endif]><p>x</p>" * 100,
        "",
    ],
    ids=["lists", "signs", "links", "Word", "nothing"],
)
def test_what_the_editor_writes_passes(html):
    check_markup(html)


def test_a_refusal_says_how_much_is_allowed():
    assert "có 200.001 ký tự; chỉ cho phép 200.000" in refusal("a" * 200_001)
    assert "hơn 50 phần tử" in refusal("<b>" * 51)
    assert "hơn 2 phần tử" in refusal("<b><i><u>", max_depth=2)
    assert "thẻ HTML quá dài" in refusal("<a " + "b " * 600 + ">")
    assert "mã số ký tự" in refusal("&#" + "9" * 5000 + ";")
    with pytest.raises(InputLimitError, match=r"có 3 ký tự; chỉ cho phép 2"):
        check_length("abc", 2)


def test_elements_that_stay_open_are_bounded_by_the_work_they_make():
    assert refusal("<p><b a={}>" * 2000, max_depth=10_000, max_work=100_000)


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000, '{"a":' * 100_000, "9" * 5000, "NaN", "[Infinity]", "1e999", "{", "",
        r'"\ud800"', r'"\u0000"', "[1,]", "'a'", '"' + "\\" * 9, '"\\"' * 9999,
    ],
)  # fmt: skip
def test_json_that_cannot_be_kept_is_refused(text):
    with pytest.raises(InputLimitError):
        read_json(text)


def test_json_in_texts_has_no_depth():
    assert read_json('{"a": "[[[[\\"[[[["}', max_depth=1) == {"a": '[[[["[[[['}


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\\"))
VALUES = st.recursive(
    st.none() | st.booleans() | TEXTS,
    lambda some: st.lists(some, max_size=3) | st.dictionaries(TEXTS, some, max_size=3),
    max_leaves=8,
)


@given(VALUES)
def test_any_other_json_is_read(value):
    assert read_json(json.dumps(value)) == value
