"""Which queries may be kept: exactly at each limit, and beyond it."""

import pytest
from django.core.exceptions import ValidationError

from search.models import MAX_TERM_WORDS, SynonymGroup
from search.services.query_counts import normalize_query

pytestmark = pytest.mark.both_databases


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Hộ  Chiếu ", "hộ chiếu"),
        ("nghị định 15", "nghị định ##"),
        ("một hai ba bốn lăm sáu", "một hai ba bốn lăm sáu"),
        ("một hai ba bốn lăm sáu bảy", ""),
        (f"thuế {'a' * 20}", f"thuế {'a' * 20}"),
        (f"thuế {'a' * 21}", ""),
        (f"{'a' * 19} {'b' * 20} {'c' * 20} {'d' * 18}", "=="),
        (f"{'a' * 20} {'b' * 20} {'c' * 20} {'d' * 18}", ""),
        ("số 1234567", "số #######"),
        ("số 12345678", ""),
        ("12 34", ""),
        ("mai@xa.example", ""),
        ("", ""),
        ("…", ""),
        ("bà", "bà"),
        ("bà mai", ""),
        ("nguyễn", "nguyễn"),
        ("nguyễn mai", ""),
        ("nguyễn văn một hai ba", ""),
        ("nguyễn văn một hai ba bốn", "nguyễn văn một hai ba bốn"),
        ("hoàng mai", "hoàng mai"),
        ("Hoàng Mai", "hoàng mai"),
        ("Hoàng Mai Anh", ""),
        ("hoàng mai anh", "hoàng mai anh"),
        ("hoàng văn anh", ""),
    ],
)
def test_what_may_be_about_a_person_or_is_no_wish_is_not_kept(typed, kept):
    assert normalize_query(typed) == (typed if kept == "==" else kept)


@pytest.mark.parametrize(
    ("terms", "is_fine"),
    [
        ("hộ chiếu, passport", True),
        ("hộ chiếu", False),
        ("hộ chiếu, Hộ chiếu", False),
        ("hộ chiếu, …", False),
        (f"a, {' '.join(['b'] * MAX_TERM_WORDS)}", True),
        (f"a, {' '.join(['b'] * (MAX_TERM_WORDS + 1))}", False),
    ],
)
def test_a_group_of_synonyms_has_two_terms_of_few_words(terms, is_fine):
    group = SynonymGroup(terms=terms)
    if is_fine:
        group.clean()
    else:
        with pytest.raises(ValidationError) as refused:
            group.clean()
        assert list(refused.value.message_dict) == ["terms"]
