"""Opening hours of units."""

from home.models import ContactPage
from home.selectors.opening_hours import find_schedule
from search.answers.agencies import AgencyFinder, get_details, get_note, get_parent_name
from search.answers.base import SearchAnswer, Telephone, build_answer, find_pages
from search.answers.phones import FILLERS
from search.answers.words import read_phrases, remove_phrases, strip_phrases
from search.text.queries import Phrase

_HOURS = read_phrases(
    "giờ làm việc", "thời gian làm việc", "giờ mở cửa", "giờ đóng cửa", "mở cửa", "đóng cửa",
    "mấy giờ", "mấy giờ mở cửa", "mấy giờ làm việc", "mấy giờ đóng cửa", "giờ hành chính",
    "có làm việc", "có mở cửa", "đang mở cửa", "opening hours", "office hours", "working hours",
    "business hours", "opening times", "open now", "open",
)  # fmt: skip
_WHEN = read_phrases(
    "hôm nay", "bây giờ", "ngày mai", "thứ bảy", "thứ 7", "thứ hai", "chủ nhật", "cuối tuần",
    "sáng", "chiều", "chưa", "không", "lúc", "từ", "có", "đến", "today", "now", "tomorrow",
    "saturday", "on", "is", "are you",
)  # fmt: skip


def read_hours_question(typed: Phrase) -> Phrase | None:
    """Return whose hours are asked for, empty for nobody named; None for other questions."""
    rest = remove_phrases(typed, _HOURS)
    return None if rest is None else strip_phrases(rest, [*FILLERS, *_WHEN])


def list_hours_answers(asked: Phrase, finder: AgencyFinder) -> list[SearchAnswer]:
    """Return when the units asked for are open; those that do not say so are left out."""
    matches = finder.find_agencies(asked, by_place=True) if asked else finder.own
    schedules = {match.agency.pk: find_schedule(match.agency) for match in matches}
    open_matches = [
        match for match in matches if schedules[match.agency.pk] or get_details(match.agency).hours
    ]
    agencies = [match.agency for match in open_matches]
    pages = find_pages(ContactPage, agencies, finder.request)
    return [
        build_answer(
            pages[match.agency.pk],
            match.agency,
            finder.request,
            lead=get_details(match.agency).hours,
            telephones=[Telephone("", get_details(match.agency).telephone)],
            lines=[get_details(match.agency).address, get_parent_name(match.agency, agencies)],
            note=get_note(match),
            schedule=schedules[match.agency.pk],
        )
        for match in open_matches
        if match.agency.pk in pages
    ]
