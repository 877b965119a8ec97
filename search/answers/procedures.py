"""Procedures by their everyday names: *xin phép xây nhà*, with the office that does it."""

from collections.abc import Collection
from functools import reduce
from operator import and_

from django.db.models import Case, Q, When
from django.utils.translation import gettext as _

from home.models import ProcedurePage
from search.answers.agencies import (
    AgencyFinder,
    AgencyMatch,
    describe_agencies,
    get_details,
    get_note,
)
from search.answers.base import SearchAnswer, Telephone, build_answer
from search.answers.words import (
    are_same,
    contains_all,
    contains_phrase,
    is_same,
    read_phrases,
    read_words,
    remove_phrases,
)
from search.models import EntryType
from search.text.queries import Phrase
from sites.models import Agency, AgencySettings, Kind
from sites.permissions.ownership import (
    descendants_q,
    get_page_agencies,
    list_home_pages,
    with_home_path,
)
from sites.requests import AgencyRequest
from sites.selectors.public_pages import list_public_pages

MAX_PROCEDURES = 2
# Procedures that are compared; their titles have all the words asked for.
MAX_CANDIDATES = 60
MIN_TOPIC = 2
# Without a word that asks for a procedure, this share of the title has to be typed.
MIN_SHARE = 0.6
# Words that ask for a procedure. They say nothing about which, so titles need not have them.
_ASKING = read_phrases(
    "xin phép", "xin", "xin cấp", "cấp", "cấp lại", "cấp đổi", "đổi", "đăng ký", "thủ tục",
    "làm thủ tục", "làm", "hồ sơ", "giấy phép", "giấy chứng nhận", "giấy tờ", "giấy", "chứng chỉ",
    "có phải xin phép không", "có phải xin phép", "phải xin phép", "cần giấy tờ gì", "cần giấy gì",
    "mẫu đơn", "đơn xin", "đơn", "mở", "lệ phí", "nộp hồ sơ", "procedure", "permit", "licence",
    "license", "register", "registration", "apply", "apply for", "certificate",
)  # fmt: skip
# Before the name of a place.
_AT = read_phrases("ở", "tại", "in", "at")
_FILLERS = read_phrases(
    "ở đâu", "như thế nào", "thế nào", "ra sao", "cần gì", "cần những gì", "cần", "gì", "những",
    "để", "cho", "của", "tôi", "muốn", "phải", "có", "không", "ko", "bao lâu", "bao nhiêu", "tiền",
    "mất", "hết", "nộp", "tại", "ở", "được", "cách", "hướng dẫn", "làm sao", "về", "việc", "a",
    "an", "the", "for", "to", "of", "how",
)  # fmt: skip


def list_procedure_answers(typed: Phrase, finder: AgencyFinder) -> list[SearchAnswer]:
    """Return the procedures, at most two, whose title or summary has all that was asked for.

    Either something asks for a procedure (*xin*, *thủ tục*), or most of its title was typed. Those
    of the website come first, then those of the province, with the unit that does them. Of a
    question with a place (*đăng ký khai sinh ở Quảng Khê*) those of the units that serve there
    now; the units themselves if they have not written that procedure.
    """
    asked, matches = _split_place(typed, finder)
    if not matches:
        return _list_answers(typed, finder, [])
    found = _list_answers(asked, finder, matches)
    if found or not _list_answers(asked, finder, []):
        return found
    return describe_agencies(matches, finder.request)


def _split_place(typed: Phrase, finder: AgencyFinder) -> tuple[Phrase, list[AgencyMatch]]:
    """Return the words before the place at the end, and the units that serve there.

    All the words and no units if there is no place.
    """
    for start in range(len(typed) - 1, 0, -1):
        if any(are_same(typed[start - 1 : start], word) for word in _AT):
            matches = finder.find_agencies(typed[start:], by_place=True)
            if matches:
                return typed[: start - 1], matches
    return typed, []


def _list_answers(
    typed: Phrase, finder: AgencyFinder, matches: list[AgencyMatch]
) -> list[SearchAnswer]:
    """Return the procedures asked for; with ``matches`` only those among these matches."""
    serving = {match.agency.pk: match for match in matches}
    request = finder.request
    found = find_procedures(typed, request.agency, language=request.LANGUAGE_CODE, agencies=serving)
    return [
        _describe_procedure(page, owner, request, serving.get(owner.pk))
        for page, owner in found[:MAX_PROCEDURES]
    ]


def find_procedures(
    typed: Phrase, own: Agency, *, language: str = "", agencies: Collection[int] = ()
) -> list[tuple[ProcedurePage, Agency]]:
    """Return the procedures that the words name, with their units, the one meant most first.

    Those of ``own`` first, then those of its province. ``agencies``: primary keys of agencies, to
    which alone the procedures then belong. ``language``: a code; empty for all. Two or three
    queries.
    """
    rest = remove_phrases(typed, _ASKING)
    is_asked = rest is not None
    topic = remove_phrases(typed if rest is None else rest, _FILLERS) or rest or typed
    if rest is not None and not rest:
        return []
    if len(topic) < MIN_TOPIC:
        return []
    public = ProcedurePage.objects.filter(pk__in=list_public_pages().order_by().values("pk"))
    wanted = reduce(and_, (Q(words_key__contains=f"-{word.fold}-") for word in topic))
    pages = public.filter(wanted).defer_streamfields().select_related("locale")
    pages = with_home_path(pages).filter(_offered_q(own, agencies))
    if language:
        pages = pages.filter(locale__language_code=language)
    own_q = Q(home_path__in=list_home_pages([own.pk]).values("path"))
    pages = pages.order_by(Case(When(own_q, then=0), default=1), "pk")
    candidates = [
        page for page in pages[:MAX_CANDIDATES] if _is_meant(page, topic, is_asked=is_asked)
    ]
    owners = get_page_agencies(candidates) if candidates else {}
    ranked = sorted(
        candidates,
        key=lambda page: (
            owners[page.pk].pk != own.pk,
            not contains_all(read_words(page.title), topic),
            _count_others(page, topic),
            page.pk,
        ),
    )
    return [(page, owners[page.pk]) for page in ranked]


def _is_meant(page: ProcedurePage, topic: Phrase, *, is_asked: bool) -> bool:
    title = read_words(page.title)
    others = (read_words(page.lead), read_words(page.for_whom))
    in_title = tuple(word for word in topic if any(is_same(word, own) for own in title))
    if not is_asked:
        is_whole = len(in_title) == len(topic)
        return is_whole and len(topic) >= MIN_SHARE * (len(topic) + _count_others(page, topic))
    if len(in_title) == len(topic):
        return True
    if any(contains_phrase(text, topic) for text in others):
        return True
    rest = tuple(word for word in topic if word not in in_title)
    return 2 * len(in_title) >= len(topic) and any(contains_all(text, rest) for text in others)


def _count_others(page: ProcedurePage, topic: Phrase) -> int:
    """Return how many words of the title were not asked for; those of all titles do not count."""
    title = read_words(page.title)
    named = remove_phrases(title, _ASKING)
    rest = title if named is None else named
    return sum(not any(is_same(word, own) for word in topic) for own in rest)


def _offered_q(own: Agency, agencies: Collection[int]) -> Q:
    """Return the condition that a page, with its home path, is of one of the agencies offered."""
    active = Agency.objects.active()
    if agencies:
        # The database finds the pages of a few by the beginning of their paths.
        keys = active.filter(pk__in=agencies).values_list("pk", flat=True)
        return descendants_q("path", list_home_pages(keys).values_list("path", flat=True))
    province = own.pk if own.kind == Kind.PROVINCE else own.parent_id
    same = Q(pk=own.pk) if province is None else Q(pk=province) | Q(parent=province)
    keys = active.filter(same).values_list("pk", flat=True)
    return Q(home_path__in=list_home_pages(keys).values("path"))


def _describe_procedure(
    page: ProcedurePage, owner: Agency, request: AgencyRequest, match: AgencyMatch | None
) -> SearchAnswer:
    details: AgencySettings = get_details(owner)
    facts = [
        _("Fee: %(fee)s") % {"fee": page.fee} if page.fee else "",
        _("Time: %(time)s") % {"time": page.time} if page.time else "",
    ]
    return build_answer(
        page,
        owner,
        request,
        type=EntryType.PROCEDURE,
        telephones=[Telephone(owner.heading, details.telephone)],
        lines=[
            page.lead,
            page.office or details.address,
            " · ".join(fact for fact in facts if fact),
        ],
        note=get_note(match) if match else "",
        archived=match.archived.name_vi if match and match.archived else "",
    )
