"""Which of two entries comes first, by the calculation itself and without an index."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from search.engines.plans import SearchPlan, list_slots
from search.engines.ranking import Candidate, Signal, iter_first_signals, rank_candidates
from search.index.entries import set_ranked_words
from search.models import EntryType, SearchEntry
from search.text.queries import parse_query

pytestmark = pytest.mark.both_databases

TODAY = date(2026, 11, 24)
LONG_AGO, NEXT_YEAR = TODAY - timedelta(days=2000), TODAY + timedelta(days=365)
OWN, OVER = 7, 9


def make_candidate(key, *, agency=1, bulletin=None, is_accented=True, **fields):
    words = {"title": "Tin", "type": EntryType.ARTICLE, "date": TODAY} | fields
    entry = set_ranked_words(SearchEntry(**words))
    exacts = entry.exacts if is_accented else ""
    return Candidate(key, entry.type, entry.date, agency, bulletin, entry.folds, exacts)


def make_plan(query):
    return SearchPlan(query, tuple(list_slots(query)), None)


def rank(typed, *entries, synonym="", names_owner=False, is_unfinished=False):
    """Rank entries, whose keys are their numbers; of equal ones the last would come first."""
    query = parse_query(typed, is_unfinished=is_unfinished)
    if synonym:
        query = replace(query, groups=((query.typed, parse_query(synonym).typed),))
    if names_owner:
        query = replace(query, owner=(query.typed[-1:], OWN))
    candidates = [
        make_candidate(key, is_accented=query.is_accented, **entry)
        for key, entry in enumerate(entries)
    ]
    return rank_candidates(make_plan(query), candidates, today=TODAY, over=frozenset({OVER}))


@pytest.mark.parametrize(
    ("typed", "better", "worse"),
    [
        ("mưa", {"title": "Tin mưa"}, {"summary": "Tin mưa"}),
        ("mưa", {"summary": "Tin mưa"}, {"body": "Tin mưa"}),
        ("mưa", {"body": "Mưa rồi mưa"}, {"body": "Mưa rồi lũ"}),
        ("mưa", {"body": "Mưa rồi lũ"}, {"body": "Mưa rồi lũ và gió" * 20}),
        ("mưa đá", {"title": "Mưa đá"}, {"title": "Mưa đá rơi", "summary": "Mưa đá"}),
        ("mưa đá", {"body": "Có mưa đá và gió"}, {"body": "Có mưa và đá, gió"}),
        ("gió mưa đá", {"body": "Gió mưa đá"}, {"body": "Gió mưa, mưa đá"}),
        ("mưa đá", {"body": "Mưa, lũ, đá"}, {"summary": "Mưa mưa mưa mưa"}),
        ("hải quân", {"title": "Tin hải quân"}, {"title": "Tin hải quan hải quan"}),
        ("hải quân", {"body": "Có hải quân"}, {"body": "Có hải quan, hải quan, quân"}),
        ("45/TB-SYT", {"number": "45/TB-SYT"}, {"title": "Tin 45/TB-SYT 45/TB-SYT rồi"}),
        ("mua", {"title": "Tin mưa"}, {"title": "Tin gió", "summary": "Tin mua"}),
        ("mưa", {"title": "Tin mưa"}, {"title": "Tin mưa", "date": LONG_AGO}),
        ("mưa", {"title": "Tin mưa"}, {"title": "Tin mưa", "bulletin": OVER}),
        ("mưa", {"title": "Tin mưa", "bulletin": 8}, {"title": "Tin mưa", "bulletin": OVER}),
        ("mưa", {"title": "Tin mưa"}, {"title": "Tin mưa", "type": EntryType.FILE}),
        ("mưa", {"title": "Mưa", "date": NEXT_YEAR}, {"title": "Mưa"}),
        ("mưa", {"title": "Tin mưa"}, {"title": "Tin mưa", "date": TODAY - timedelta(days=100)}),
        ("mưa", {"title": "Mưa", "date": LONG_AGO}, {"title": "Mưa", "type": EntryType.FILE}),
        ("mưa", {"title": "Gió"}, {"title": "Gió", "type": EntryType.FILE}),
        ("mưa", {"title": "Gió"}, {"title": "Gió", "date": LONG_AGO}),
        ("quân", {"body": "Có quân"}, {"title": "Tin quan"}),
        ("hải quân", {"body": "Hải quân, quan hải"}, {"body": "Hải quan, quân hải"}),
        (
            "gió mưa đá lớn",
            {"body": "Lớn, gió mưa đá và mưa"},
            {"body": "Lớn, gió mưa và mưa đá"},
        ),
    ],
)
def test_what_says_more_comes_first(typed, better, worse):
    assert [hit.key for hit in rank(typed, better, worse)] == [0, 1]


def test_a_synonym_counts_and_for_less_than_what_was_typed():
    entries = {"title": "Tin tiêm chủng"}, {"title": "Tin trích thuốc"}, {"title": "Tin gió"}
    hits = rank("tiêm chủng", *entries, synonym="trích thuốc")
    assert [(hit.key, hit.is_whole) for hit in hits] == [(0, True), (1, True), (2, False)]
    assert hits[1].score > 0 == hits[2].score
    others = {"body": "Quan và lính"}, {"body": "Quan và gió"}
    assert [hit.key for hit in rank("quân", *others, synonym="lính")] == [0, 1]


def test_what_is_the_named_units_has_the_words_of_its_name():
    own, other = ({"title": "Đường dây nóng", "agency": agency} for agency in (OWN, 1))
    hits = rank("đường dây tế", own, other, names_owner=True)
    assert [(hit.key, hit.is_whole) for hit in hits] == [(0, True), (1, False)]
    with_word = own | {"body": "Tế"}
    assert [hit.key for hit in rank("đường dây tế", with_word, own, names_owner=True)] == [0, 1]
    assert not rank("đường dây tế", own)[0].is_whole


def test_it_is_said_whether_all_words_are_there_and_side_by_side():
    bodies = "Mưa đá", "Đá, mưa", "Mưa và gió", "Gió"
    hits = rank("mưa đá", *({"body": body} for body in bodies))
    told = {hit.key: (hit.is_whole, hit.is_together) for hit in hits}
    assert told == {0: (True, True), 1: (True, False), 2: (False, False), 3: (False, False)}


def test_a_file_with_the_title_of_a_file_before_it_comes_last():
    form = {"title": "Mẫu đơn xin phép", "type": EntryType.FILE}
    page = {"title": "Tin", "body": "Mẫu và đơn"}
    other, copy = form | {"title": "Mẫu đơn khác"}, form | {"body": "Bản Word"}
    hits = rank("mẫu đơn", form, page, other, copy, page)
    assert [hit.key for hit in hits] == [2, 3, 4, 1, 0]
    assert [hit.key for hit in rank("mẫu đơn", page, page)] == [1, 0]


def test_words_in_quotation_marks_are_ranked_too():
    hits = rank('"mưa đá"', {"title": "Tin mưa đá"}, {"body": "Tin mưa đá"})
    assert [(hit.key, hit.is_whole) for hit in hits] == [(0, True), (1, True)]


def test_the_last_word_may_be_a_beginning_only_while_it_is_typed():
    entries = {"title": "Mưa đá"}, {"title": "Mưa xa"}
    hits = rank("mưa đ", *entries, is_unfinished=True)
    assert [(hit.key, hit.is_whole) for hit in hits] == [(0, True), (1, False)]
    assert not any(hit.is_whole for hit in rank("mưa đ", *entries))


def test_where_too_much_matches_titles_with_the_weightiest_words_are_ranked():
    query = parse_query("mưa đá")
    rain, hail = query.typed
    assert list(iter_first_signals(make_plan(query))) == [
        Signal(20, "title", (rain,)),
        Signal(10, "title", (rain,), is_exact=True),
        Signal(20, "title", (hail,)),
        Signal(10, "title", (hail,), is_exact=True),
        Signal(40, "title", (rain, hail)),
        Signal(13, "summary", (rain, hail)),
    ]
    quoted = make_plan(parse_query('"mưa đá"'))
    assert [signal.score for signal in iter_first_signals(quoted)] == [20, 6]
    plan = make_plan(parse_query("a b c d e g h"))
    slots = [replace(slot, weight=number) for number, slot in enumerate(plan.slots, start=1)]
    signals = iter_first_signals(replace(plan, slots=tuple(slots)))
    single = [signal.score for signal in signals if len(signal.words) == 1]
    assert single == [140, 120, 100, 80, 60, 40]


def test_nothing_is_ranked_where_nothing_was_found():
    assert rank("mưa") == []
