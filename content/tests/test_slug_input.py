import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.text.slugs import make_slug
from content.widgets import FORMATTERS

LETTERS = (
    "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ"
)
titles = st.text(LETTERS + LETTERS.upper() + "Ðð 0189-–/.,:“”&", max_size=25)


def as_typed(title):
    for pattern, replacement in FORMATTERS:
        title = re.sub(pattern, replacement, title)
    return title.strip("-").lower()


@pytest.mark.parametrize("letter", LETTERS + LETTERS.upper())
def test_each_vietnamese_letter_is_written_alike_in_browser_and_server(letter):
    for form in ("NFC", "NFD"):
        assert as_typed(unicodedata.normalize(form, letter)) == make_slug(letter)


@settings(max_examples=100, deadline=None)
@given(titles)
def test_a_title_gets_the_same_address_in_browser_and_server(title):
    assert as_typed(title) == make_slug(title)
