"""Tables as text: separators, empty lines, codings."""

import pytest

from sites.services.table_files import TableError, iter_table_rows

ROWS = [["ma", "ten"], ["yt", "Y tế"]]


def read(text, coding="utf-8"):
    problems = []
    rows = [list(cells) for _line, cells in iter_table_rows(text.encode(coding), problems)]
    assert problems == []
    return rows


@pytest.mark.parametrize(
    "text",
    [
        "ma,ten\nyt,Y tế\n",
        "ma;ten\r\nyt;Y tế",
        "ma\tten\nyt\tY tế\n",
        "\n\r\nma;ten\n\nyt;Y tế\n\n",
        "sep=;\nma;ten\nyt;Y tế\n",
    ],
)
@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_table_is_read_whatever_program_wrote_it(text, coding):
    if text.startswith(("\n", "sep")) and coding in {"utf-16-le", "utf-16-be"}:
        coding = "utf-16"
    assert read(text, coding) == ROWS


def test_a_comma_within_a_cell_separates_nothing_where_others_do():
    assert read("ma;ten\nyt;Y tế, dân số\n") == [["ma", "ten"], ["yt", "Y tế, dân số"]]


@pytest.mark.parametrize("text", ["ma|ten\nyt|Y tế\n", "sep=|\nma|ten\n"])
def test_another_separator_is_refused(text):
    with pytest.raises(TableError):
        read(text)
