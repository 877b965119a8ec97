import pytest
from django.utils import translation

from sites.language_names import get_name_in_sentence
from sites.tests.factories import add_english


@pytest.mark.django_db
def test_a_language_within_a_sentence_has_a_small_letter_in_vietnamese_only():
    assert get_name_in_sentence(add_english()) == "tiếng Anh"
    with translation.override("en"):
        assert get_name_in_sentence(add_english()) == "English"
