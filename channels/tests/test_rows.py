"""How high the field is that a text is copied from."""

import pytest

from channels.formats.base import Text


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("", 1),
        ("a" * 47, 1),
        ("a" * 48, 2),
        ("a" * 96, 3),
        ("a\nb\nc", 3),
        ("\n" * 16, 16),
        ("\n" * 17, 16),
    ],
)
def test_a_field_has_as_many_rows_as_its_text_takes_up_to_sixteen(text, rows):
    assert Text("text", "Thư", text).rows == rows
