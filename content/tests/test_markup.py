"""HTML cleaned by nh3, through the one door that keeps it from taking quadratic time."""

import re

import nh3
import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.environment import BASE_DIR
from content.text.markup import FEW, clean_markup
from content.text.sanitizer import clean_rich_text
from importing.html.conversion import convert

# nh3 looks for the end of the text from each of these.
SLOW = re.compile("[&\x80-\xbf]")
UNITS = ["&", "&amp;", "&a;", "&nbsp;", "&#160;", "\xa0", "©", "x&copy ", "&</x>", "<p title='&'>"]
LISTS = {"tags": {"a", "b", "p"}, "attributes": {"a": {"href"}}, "link_rel": None}
PIECES = [
    "<p>", "</p>", "<p ", "<b>", "<!--", "-->", "<!", "</", "<", ">", "'", '"', "=", "a", "é", "/",
    "<a href='?", "<a href=\"", "<a href='java&Tab;script&#58;x'>", "<a href='javascript&colon;x'>",
    "</a>", "&", "&amp;", "&copy;", "&copy ", "&nbsp;", "&lt;", "&#60;", "&#x26;", "&#160", "&#",
    "&bogus;", "\xa0", "©", "\x80", "\xad", "<script>", "</script>", "<svg>", "</svg>", "<table>",
    "<td>", "<textarea>", "</textarea>", "\n", "javascript:", "&#128;",
]  # fmt: skip


@pytest.fixture
def received(monkeypatch):
    """How many slow characters nh3 was handed, each time."""
    counts, clean = [], nh3.clean

    def count(html, **options):
        counts.append(len(SLOW.findall(html)))
        return clean(html, **options)

    monkeypatch.setattr(nh3, "clean", count)
    return counts


def test_nobody_else_calls_nh3():
    paths = [
        path
        for path in BASE_DIR.glob("*/**/*.py")
        if {".venv", "mutants", "tests", "var"}.isdisjoint(path.relative_to(BASE_DIR).parts)
        and re.search(r"^\s*(import|from) nh3\b", path.read_text("utf-8"), re.MULTILINE)
    ]
    assert paths == [BASE_DIR / "content" / "text" / "markup.py"]


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize(
    "clean",
    [
        lambda html: clean_markup(html, **LISTS),
        clean_rich_text,
        lambda html: convert(html, table_labels=("", "")),
    ],
)
def test_nh3_is_handed_few_characters_that_it_is_slow_for(received, clean, unit):
    clean("<b>" + unit * 2 * FEW)
    assert max(received, default=0) < FEW


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_a_text_of_many_such_characters_is_cleaned_as_nh3_cleans_it(html):
    html = f"<p>{'&' * FEW}</p>{html}"
    assert clean_markup(html, **LISTS) == nh3.clean(html, **LISTS)


@pytest.mark.parametrize("noncharacter", ["\ufdd0", "&#xFDD0;", "\U0010ffff", "&#1114111;"])
def test_no_address_hides_its_scheme_behind_a_stand_in(noncharacter):
    for address in (f"java{noncharacter}script:x", f"{noncharacter}javascript&colon;x"):
        cleaned = clean_markup(f"{'&' * FEW}<a href='{address}'>x</a>", **LISTS)
        assert 'href="javascript:' not in cleaned


def test_a_filter_of_attributes_reads_and_writes_what_is_there():
    values = []

    def keep(tag, name, value):
        values.append(value)
        return f"{value}©" if value.startswith("/") else None

    html = "&" * FEW + "<a href='/?a&amp;b=\xa0'>x</a><a href='?©'>y</a>"
    cleaned = clean_markup(html, attribute_filter=keep, **LISTS)
    assert values == ["/?a&b=\xa0", "?©"]
    assert cleaned == "&amp;" * FEW + '<a href="/?a&amp;b=&nbsp;©">x</a><a>y</a>'
