"""Telephone numbers of units, as their contact pages show them."""

from home.models import ContactPage
from search.answers.agencies import (
    AgencyFinder,
    AgencyMatch,
    get_details,
    get_note,
    get_parent_name,
)
from search.answers.base import SearchAnswer, Telephone, build_answer, find_pages
from search.answers.words import (
    contains_all,
    read_phrases,
    read_words,
    remove_phrases,
    strip_phrases,
)
from search.text.queries import Phrase
from sites.models import Agency

# Without accents *gọi số* would be *gọi sở*, and *số nóng* the beginning of *sở nông nghiệp*.
PHONE = read_phrases(
    "số điện thoại", "điện thoại", "sđt", "sdt", "số đt", "đt", "hotline", "đường dây nóng",
    "tổng đài", "số máy", "gọi", "gọi số nào", "gọi cho", "liên hệ",
    "liên lạc", "cách liên hệ", "phone", "phone number", "telephone", "telephone number", "call",
    "contact", "tel",
)  # fmt: skip
FILLERS = read_phrases(
    "của", "cho", "ở", "tại", "là", "là gì", "là bao nhiêu", "bao nhiêu", "nào", "số mấy", "mấy",
    "xin", "cho tôi", "cho hỏi", "tôi cần", "cần", "với", "to", "of", "for", "the", "how to",
    "what is", "at",
)  # fmt: skip


def read_phone_question(typed: Phrase) -> Phrase | None:
    """Return whose telephone is asked for, empty for nobody named; None for other questions."""
    rest = remove_phrases(typed, PHONE)
    return None if rest is None else strip_phrases(rest, FILLERS)


def list_phone_answers(asked: Phrase, finder: AgencyFinder) -> list[SearchAnswer]:
    """Return the contact pages of the units asked for, with their numbers.

    Words before a unit have to be who answers there: *tiếp dân sở y tế*. A unit without any number
    and contact page has no answer.
    """
    before, matches = ((), finder.own) if not asked else finder.find_named_at_end(asked)
    agencies = [match.agency for match in matches]
    pages = find_pages(ContactPage, agencies, finder.request)
    answers = [
        _build_phone_answer(match, pages[match.agency.pk], before, agencies, finder)
        for match in matches
        if match.agency.pk in pages
    ]
    return [answer for answer in answers if answer.telephones or not before]


def _build_phone_answer(
    match: AgencyMatch, page: ContactPage, before: Phrase, among: list[Agency], finder: AgencyFinder
) -> SearchAnswer:
    details = get_details(match.agency)
    numbers = [Telephone(*one) for one in page.iter_telephones()]
    if before:
        numbers = [one for one in numbers if contains_all(read_words(one.name), before)]
    else:
        numbers = [Telephone("", details.telephone), *numbers]
    return build_answer(
        page,
        match.agency,
        finder.request,
        lead=match.agency.name,
        telephones=numbers,
        lines=[details.address, get_parent_name(match.agency, among)],
        note=get_note(match),
    )
