"""Units that a question names, by present and former names, abbreviations and short forms."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache, reduce
from operator import and_, or_
from types import MappingProxyType

from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from content.text.folding import fold_query
from content.text.places import find_province
from home.models import ContactPage, HomePage
from search.answers.base import MAX_ANSWERS, SearchAnswer, Telephone, build_answer, find_pages
from search.answers.words import (
    are_same,
    is_shortened,
    read_phrases,
    read_words,
    strip_phrases,
)
from search.text.queries import Phrase
from sites.models import Agency, AgencySettings, Kind
from sites.requests import AgencyRequest
from sites.selectors.successors import list_serving_agencies

# Agencies that are looked at; an installation has some hundred.
MAX_AGENCIES = 3000
MIN_CHECKED = 2
_COMMITTEE = re.compile(r"\b(?:ủy|uỷ) ban nhân dân\b", re.IGNORECASE)
_ANY_COMMITTEE = read_words("Ủy ban nhân dân")
_LEVEL = re.compile(
    r"^(?:UBND )?((?:tỉnh|thành phố|huyện|thị xã|quận|xã|phường|thị trấn|đặc khu) )(.+)$",
    re.IGNORECASE,
)
_TOWN = re.compile(r"\bthành phố\b", re.IGNORECASE)
_OF_PLACE = re.compile(r"^People's Committee of (.+)$", re.IGNORECASE)
_HEAD = re.compile(r"^(Sở|Ban Quản lý|Ban|Văn phòng|Cục|Chi cục|Phòng|Trung tâm)\s+(.+)$")
_AND = re.compile(r"(?<!\s)\s++(?:và|-)\s+|,\s*")
# Letters of an abbreviation that stands alone: *SYT*, but not *ST*.
MIN_INITIALS = 3
# What is asked with a unit's name when the unit itself is meant.
_ABOUT = read_phrases(
    "trang web", "trang thông tin điện tử", "cổng thông tin", "website", "web", "trang chủ",
    "địa chỉ", "trụ sở", "ở đâu", "nằm ở đâu", "ở chỗ nào", "của", "cơ quan", "thông tin về",
    "address of", "address", "where is", "the", "homepage",
)  # fmt: skip


@dataclass(frozen=True)
class AgencyMatch:
    """A unit that a question names; ``archived``: the archived one that it succeeded, if any.

    ``share``: which part it took over, in words; empty where nothing has to be said. ``former``:
    its former name, if it was asked for by that.
    """

    agency: Agency
    archived: Agency | None = None
    share: str = ""
    former: str = ""


class AgencyFinder:
    """Finds the units that words of one question name; the candidates are read once."""

    def __init__(self, words: Phrase, request: AgencyRequest) -> None:
        self.words = words
        self.request = request

    @cached_property
    def own(self) -> list[AgencyMatch]:
        """Return the unit of the website, which a question means that names none."""
        return self._follow([self.request.agency])

    @cached_property
    def _candidates(self) -> list[Agency]:
        return _read_agencies(fold_query(" ".join(word.start for word in self.words)), or_)

    def find_agencies(self, typed: Phrase, *, by_place: bool = False) -> list[AgencyMatch]:
        """Return the units, at most three, that all the words together name.

        ``by_place``: whether the name of a place is enough, without the kind of unit. Units of the
        own province come first, and alone if those of all provinces are too many. Empty if the
        words are no name, or one of too many units. An archived unit is replaced by those who
        serve now, if there are any.
        """
        if not typed:
            return []
        if any(are_same(typed, name) for name in _list_own_names(self.request.agency.name_vi)):
            return self.own
        return self._choose_agencies(self._candidates, typed, by_place=by_place)

    def find_whole(self, typed: Phrase) -> list[AgencyMatch]:
        """Return the units that a question names which asks for nothing else; as ``find_agencies``.

        Every search comes here, so only units are read that have the first two words.
        """
        terms = fold_query(" ".join(word.start for word in typed[:MIN_CHECKED]))
        return self._choose_agencies(_read_agencies(terms, and_), typed) if terms else []

    def _choose_agencies(
        self, candidates: list[Agency], typed: Phrase, *, by_place: bool = False
    ) -> list[AgencyMatch]:
        found = [agency for agency in candidates if _is_called(agency, typed, by_place=by_place)]
        if not found:
            found = [agency for agency in candidates if _is_called_short(agency, typed)]
        near = [agency for agency in found if self._is_near(agency)]
        far = [agency for agency in found if agency not in near]
        if len(found) > MAX_ANSWERS:
            near, far = near if len(near) <= MAX_ANSWERS else [], []
        former = {agency.pk: _get_former_name(agency, typed) for agency in (*near, *far)}
        return self._follow([*near, *far], former)

    def find_named_at_end(self, typed: Phrase) -> tuple[Phrase, list[AgencyMatch]]:
        """Return the longest end of the words that names units, as what stands before, and them.

        All the words and no units if no end does.
        """
        for start in range(len(typed)):
            matches = self.find_agencies(typed[start:], by_place=start == 0)
            if matches:
                return typed[:start], matches
        return typed, []

    def _is_near(self, agency: Agency) -> bool:
        own = self.request.agency
        province = own.pk if own.kind == Kind.PROVINCE else own.parent_id
        return agency.pk == own.pk or (
            province is not None and province in {agency.pk, agency.parent_id}
        )

    def _follow(
        self, agencies: Iterable[Agency], former: Mapping[int, str] = MappingProxyType({})
    ) -> list[AgencyMatch]:
        agencies = list(agencies)
        serving = list_serving_agencies(agencies)
        named: dict[int, AgencyMatch] = {}
        for agency in agencies:
            others = serving[agency.pk].parts if agency.pk in serving else []
            for after, share in others:
                named.setdefault(after.pk, AgencyMatch(after, archived=agency, share=share))
            if not others:
                named[agency.pk] = AgencyMatch(agency, former=former.get(agency.pk, ""))
        return list(named.values())[:MAX_ANSWERS]


def _read_agencies(terms: list[tuple[str, ...]], join: Callable[[Q, Q], Q]) -> list[Agency]:
    """Return the units whose names have one or all of ``terms`` (``fold_query``), and provinces."""
    if not terms:
        return []
    words = (reduce(or_, (Q(directory_key__contains=match) for match in one)) for one in terms)
    # An installation has few provinces, whose websites are called otherwise: "portal".
    agencies = Agency.objects.filter(reduce(join, words) | Q(kind=Kind.PROVINCE))
    agencies = agencies.select_related("site__agencysettings", "root_page", "parent")
    return list(agencies.prefetch_related("former_names").order_by("sort_key")[:MAX_AGENCIES])


def list_agency_answers(typed: Phrase, finder: AgencyFinder) -> list[SearchAnswer]:
    """Return the units that the whole question names, with telephone and address."""
    return describe_agencies(finder.find_whole(strip_phrases(typed, _ABOUT)), finder.request)


def describe_agencies(matches: list[AgencyMatch], request: AgencyRequest) -> list[SearchAnswer]:
    """Return an answer for each unit that has a public website, and one contact page for one."""
    agencies = [match.agency for match in matches]
    homes = find_pages(HomePage, agencies, request)
    answers = []
    for match in matches:
        details = get_details(match.agency)
        page = homes.get(match.agency.pk)
        if page:
            answers.append(
                build_answer(
                    page,
                    match.agency,
                    request,
                    telephones=[Telephone("", details.telephone)],
                    lines=[details.address, get_parent_name(match.agency, agencies)],
                    note=get_note(match),
                    archived=match.archived.name_vi if match.archived else "",
                )
            )
    if len(answers) == 1:
        contacts = find_pages(ContactPage, agencies, request)
        answers += [
            build_answer(contacts[one.pk], one, request) for one in agencies if one.pk in contacts
        ]
    return answers


def get_details(agency: Agency) -> AgencySettings:
    """Return the settings of an agency's website; empty ones if none were saved."""
    return getattr(agency.site, "agencysettings", None) or AgencySettings()


def get_parent_name(agency: Agency, among: list[Agency]) -> str:
    """Return the name of the province, where units of several are listed together."""
    provinces = {one.parent_id for one in among}
    return agency.parent.name if agency.parent and len(provinces) > 1 else ""


def get_note(match: AgencyMatch) -> str:
    """Return what has to be said of a unit that ended or was renamed, or serves in its place."""
    if match.archived:
        names = {
            "ended": match.archived.heading,
            "serving": match.agency.heading,
            "share": match.share,
        }
        if match.share:
            return _("%(ended)s has ended; %(serving)s serves now: %(share)s.") % names
        return _("%(ended)s has ended; %(serving)s serves now.") % names
    if match.agency.is_archived:
        return _("This unit has ended.")
    return f"{_('Formerly')}: {match.former}" if match.former else ""


def _is_called(agency: Agency, typed: Phrase, *, by_place: bool) -> bool:
    return any(are_same(one, name) for name in _list_names(agency, by_place=by_place)
               for one in _without_place(typed, agency))  # fmt: skip


def _get_former_name(agency: Agency, typed: Phrase) -> str:
    """Return the former name that a unit was asked for by; empty if by one of today."""
    is_province = agency.kind == Kind.PROVINCE
    meant = [*_without_place(typed, agency)]

    def is_meant(name: str) -> bool:
        forms = _list_forms(name, is_province=is_province, by_place=False)
        return any(are_same(one, form) for form in forms for one in meant)

    # A name that was only written otherwise before has the same forms.
    if any(map(is_meant, _list_present_names(agency))):
        return ""
    return next((one.name for one in agency.former_names.all() if is_meant(one.name)), "")


def _is_called_short(agency: Agency, typed: Phrase) -> bool:
    # All committees are called so.
    if are_same(typed[: len(_ANY_COMMITTEE)], _ANY_COMMITTEE):
        return False
    return any(is_shortened(typed, name) for name in _list_names(agency))


def _list_names(agency: Agency, *, by_place: bool = False) -> list[Phrase]:
    former = [former.name for former in agency.former_names.all()]
    is_province = agency.kind == Kind.PROVINCE
    return [
        words
        for name in (*_list_present_names(agency), *former)
        for words in _list_forms(name, is_province=is_province, by_place=by_place)
    ]


def _list_present_names(agency: Agency) -> list[str]:
    return [name for name in (agency.name_vi, agency.name_en, agency.short_name) if name]


def _without_place(typed: Phrase, agency: Agency) -> Iterator[Phrase]:
    """Yield the words, and without the name of the unit's province at their end."""
    yield typed
    place = find_province(agency.parent.name_vi) if agency.parent else None
    if place:
        for end in (place.whole, place.name):
            words = read_words(end)
            if len(typed) > len(words) and are_same(typed[-len(words) :], words):
                yield typed[: -len(words)]


@lru_cache(maxsize=1 << 13)
def _list_forms(name: str, *, is_province: bool, by_place: bool) -> list[Phrase]:
    """Return the forms of a name that people type, as words."""
    forms = [name]
    short = _COMMITTEE.sub("UBND", name)
    if short != name:
        forms.append(short)
    level = _LEVEL.match(short)
    if level:
        forms += [level[1] + level[2], f"UBND {level[2]}"]
        if by_place:
            forms.append(level[2])
    place = find_province(name)
    if is_province and place:
        forms += [
            f"{head}{place.whole}" for head in ("", "UBND ", "Ủy ban nhân dân ", "Cổng thông tin ")
        ]
        forms += [f"UBND {place.level}", f"Ủy ban nhân dân {place.level}"]
    english = _OF_PLACE.match(name)
    if english:
        forms.append(english[1])
    head = _HEAD.match(name)
    if head:
        parts = ["".join(word[0] for word in part.split()) for part in _AND.split(head[2])]
        forms += [f"{head[1]} {' '.join(parts)}", f"{head[1]} {''.join(parts)}"]
        letters = "".join(word[0] for word in head[1].split()) + "".join(parts)
        if len(letters) >= MIN_INITIALS:
            forms.append(letters)
    forms += [_TOWN.sub("TP", form) for form in forms if _TOWN.search(form)]
    return list(dict.fromkeys(map(read_words, forms)))


@lru_cache(maxsize=1 << 10)
def _list_own_names(name: str) -> list[Phrase]:
    """Return what people call the unit whose website they are on: *sở*, *UBND huyện*."""
    head = _HEAD.match(name)
    level = _LEVEL.match(_COMMITTEE.sub("UBND", name))
    kinds = [head[1]] if head else []
    if level:
        kinds += [level[1], f"UBND {level[1]}", f"Ủy ban nhân dân {level[1]}", "UBND"]
    return [read_words(kind) for kind in (*kinds, "cơ quan", "đơn vị")]
