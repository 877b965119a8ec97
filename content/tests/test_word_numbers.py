"""The numbers in front of Word's paragraphs, by the definition of their list."""

import pytest

from content.files.word_numbers import NumberCounter

XML = """<w:numbering xmlns:w="urn:w">
<w:abstractNum w:abstractNumId="7">{levels}</w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="7"/>
<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>
<w:num w:numId="3"/>
</w:numbering>"""
LEVEL = (
    '<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>'
    '<w:lvlText w:val="{text}"/><w:pStyle w:val="{style}"/></w:lvl>'
)


def make_counter(*levels):
    """Each level: form, text, and where it begins."""
    parts = [
        LEVEL.format(at=at, form=form, text=text, start=start, style=f"style{at}")
        for at, (form, text, start) in enumerate(levels)
    ]
    return NumberCounter(XML.format(levels="".join(parts)).encode())


@pytest.mark.parametrize(
    ("form", "number", "shown"),
    [
        ("lowerLetter", 1, "a"),
        ("lowerLetter", 26, "z"),
        ("lowerLetter", 27, "aa"),
        ("upperLetter", 54, "BBB"),
        ("lowerRoman", 4, "iv"),
        ("upperRoman", 1949, "MCMXLIX"),
        ("upperRoman", 3999, "MMMCMXCIX"),
        ("upperRoman", 4000, "4000"),
        ("lowerLetter", 0, "0"),
        ("decimalZero", 7, "07"),
        ("decimalZero", 12, "12"),
        ("decimal", 12, "12"),
        ("decimal", "123456", "1"),
        ("decimal", "x", "1"),
    ],
)
def test_a_number_is_shown_in_the_form_of_its_list(form, number, shown):
    assert make_counter((form, "%1.", number)).count("1", 0).text == f"{shown}."


@pytest.mark.parametrize(
    ("form", "text", "number"),
    [
        ("decimal", "%1.", 3),
        ("decimal", "%1)", 3),
        ("decimal", "(%1)", 0),
        ("lowerLetter", "%1", 0),
    ],
)
def test_only_plain_numbers_are_counted_by_the_website_itself(form, text, number):
    assert make_counter((form, text, 3)).count("1", 0).number == number


def test_levels_count_within_each_other():
    counter = make_counter(("upperRoman", "%1.", 1), ("decimal", "Điều %1.%2", 1))
    places = [("1", 0), ("1", 1), ("1", 1), ("1", 0), ("1", 1)]
    shown = [counter.count(*place).text for place in places]
    assert shown == ["I.", "Điều I.1", "Điều I.2", "II.", "Điều II.1"]


def test_a_list_begins_anew_once_and_then_goes_on():
    counter = make_counter(("decimal", "%1.", 1))
    uses = ["1", "1", "2", "2", "1"]
    assert [counter.count(use, 0).text for use in uses] == ["1.", "2.", "5.", "6.", "7."]


def test_a_style_counts_as_the_list_it_belongs_to():
    counter = make_counter(("decimal", "%1.", 1), ("decimal", "%2.", 1))
    assert counter.count("1", 0).text == counter.count_style("style1").text == "1."
    assert counter.count_style("style0").text == "2."
    assert counter.count_style("other") is None


def test_bullets_and_what_is_unknown_have_no_number():
    counter = make_counter(("bullet", "•", 1), ("none", "%1", 1), ("decimal", "", 1))
    assert [counter.count("1", level) for level in range(4)] == [None] * 4
    assert (
        counter.count("3", 0) is counter.count("9", 0) is NumberCounter(b"").count("1", 0) is None
    )
