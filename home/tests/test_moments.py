"""Days, topics and pictures exactly at their limits."""

from datetime import date, time
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError

from content.models import CustomImage
from home.legal_status import LegalStatus, get_legal_status
from home.models import OpeningException, OpeningSession
from home.renditions import MIN_SIDE_PIXELS, is_fit_for_icons
from home.selectors.successors import normalize_contact
from home.services.opening_hours import check_opening_hours
from home.topics import MAX_TOPIC_LENGTH, MAX_TOPICS, check_topics, join_topics, parse_topics

DAY = date(2026, 11, 24)
BEFORE, AFTER = date(2026, 11, 23), date(2026, 11, 25)


@pytest.mark.parametrize(
    ("is_replaced", "begins", "ends", "status"),
    [
        (False, DAY, None, LegalStatus.IN_FORCE),
        (False, AFTER, None, LegalStatus.NOT_YET),
        (False, BEFORE, AFTER, LegalStatus.IN_FORCE),
        (False, BEFORE, DAY, LegalStatus.EXPIRED),
        (True, AFTER, BEFORE, LegalStatus.REPLACED),
    ],
)
def test_a_document_is_in_force_from_its_first_day_until_the_day_it_ends(
    is_replaced, begins, ends, status
):
    document = SimpleNamespace(is_replaced=is_replaced, in_force_from=begins, expires_on=ends)
    assert get_legal_status(document, DAY) == status


def test_topics_are_told_apart_by_their_letters_and_spelled_as_the_first():
    topics = parse_topics(" Y  tế,y te, , Giáo dục,…")
    assert topics == {"y-te": "Y tế", "giao-duc": "Giáo dục"}
    assert join_topics(topics) == "Y tế, Giáo dục" and parse_topics("") == {}


def test_there_are_so_many_topics_of_such_a_length():
    check_topics({str(number): "a" * MAX_TOPIC_LENGTH for number in range(MAX_TOPICS)})
    for topics in (dict.fromkeys(map(str, range(MAX_TOPICS + 1)), "a"), {"a": "a" * 41}):
        with pytest.raises(ValidationError):
            check_topics(topics)


@pytest.mark.parametrize(
    ("file", "width", "height", "is_fit"),
    [
        ("a.png", MIN_SIDE_PIXELS, MIN_SIDE_PIXELS, True),
        ("a.png", MIN_SIDE_PIXELS - 1, MIN_SIDE_PIXELS, False),
        ("a.png", 300, 400, True),
        ("a.png", 401, 300, False),
        ("a.svg", 300, 300, False),
    ],
)
def test_signs_are_made_of_emblems_that_are_large_and_nearly_square(file, width, height, is_fit):
    assert (
        is_fit_for_icons(CustomImage(file=file, width=width, height=height, collection_id=1))
        is is_fit
    )


@pytest.mark.parametrize(
    ("written", "compared"),
    [
        (" Mai@Xa.Example?subject=a ", "mai@xa.example"),
        ("+84 (209) 387-0000", "842093870000"),
        ("gọi", ""),
    ],
)
def test_a_contact_is_compared_without_what_is_written_around_it(written, compared):
    assert normalize_contact(written) == compared


def session(weekday, opens, closes):
    return OpeningSession(weekday=weekday, opens=time(opens), closes=time(closes))


def days(reason, first, last):
    return OpeningException(reason=reason, first_day=first, last_day=last)


@pytest.mark.parametrize(
    ("sessions", "is_fine"),
    [
        ([session(0, 13, 17), session(0, 8, 13)], True),
        ([session(0, 12, 17), session(0, 8, 13)], False),
        ([session(0, 8, 13), session(1, 12, 17)], True),
        ([session(1, 8, 10), session(0, 9, 13), session(1, 12, 17), session(0, 12, 14)], False),
        ([session(0, 8, 8)], False),
        ([session(0, 9, 8)], False),
        ([], True),
    ],
)
def test_sessions_of_a_day_follow_each_other(sessions, is_fine):
    if is_fine:
        check_opening_hours(sessions=sessions, exceptions=[])
    else:
        with pytest.raises(ValidationError):
            check_opening_hours(sessions=sessions, exceptions=[])


def test_exceptions_have_no_day_in_common_in_whatever_order_they_come():
    check_opening_hours(sessions=[], exceptions=[days("b", DAY, AFTER), days("a", BEFORE, BEFORE)])
    rows = [days("ba", DAY, AFTER), days("hai", AFTER, AFTER), days("một", BEFORE, BEFORE)]
    with pytest.raises(ValidationError, match="“ba”.*“hai”"):
        check_opening_hours(sessions=[], exceptions=rows)
