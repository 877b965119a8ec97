"""People and offices of the organisation charts: *giám đốc sở y tế*, *Nông Văn Dũng*."""

from collections.abc import Callable, Iterable

from wagtail.query import PageQuerySet

from content.text.folding import get_folded_words
from home.blocks.org_chart import Chart, Office, Person
from home.models import OrganisationPage
from search.answers.agencies import AgencyFinder, AgencyMatch, get_note
from search.answers.base import MAX_ANSWERS, SearchAnswer, Telephone, build_answer, find_pages
from search.answers.phones import FILLERS
from search.answers.words import (
    are_same,
    get_beginning,
    is_shortened,
    read_phrases,
    read_words,
    strip_phrases,
)
from search.text.queries import Phrase
from sites.models import Agency
from sites.permissions.ownership import descendants_q, get_page_agencies, list_home_pages
from sites.requests import AgencyRequest
from sites.selectors.public_pages import list_public_pages

# Charts that are read where no unit is named, beside those of the own website.
MAX_CHARTS = 10
# A name of a person has at least a family name and a given name.
MIN_NAME, MAX_NAME = 2, 6
_POSITIONS = read_phrases(
    "giám đốc", "phó giám đốc", "tổng giám đốc", "chủ tịch", "phó chủ tịch", "bí thư",
    "phó bí thư", "trưởng phòng", "phó trưởng phòng", "phó phòng", "chánh văn phòng",
    "phó chánh văn phòng", "chánh thanh tra", "phó chánh thanh tra", "trưởng ban", "phó trưởng ban",
    "phó ban", "chi cục trưởng", "phó chi cục trưởng", "cục trưởng", "trạm trưởng", "hạt trưởng",
    "trưởng trạm", "kế toán trưởng", "viện trưởng", "hiệu trưởng", "đội trưởng", "trưởng khoa",
    "director", "deputy director", "chairman", "vice chairman", "chairwoman", "chairperson",
    "head", "deputy head", "chief of office", "chief inspector",
)  # fmt: skip
# What an English question means where the chart is in Vietnamese only.
_IN_VIETNAMESE = {
    read_words(english): read_words(vietnamese)
    for english, vietnamese in (
        ("director", "giám đốc"),
        ("deputy director", "phó giám đốc"),
        ("chairman", "chủ tịch"),
        ("chairwoman", "chủ tịch"),
        ("chairperson", "chủ tịch"),
        ("vice chairman", "phó chủ tịch"),
        ("head", "trưởng phòng"),
        ("deputy head", "phó trưởng phòng"),
        ("chief of office", "chánh văn phòng"),
        ("chief inspector", "chánh thanh tra"),
    )
}
_HONORIFICS = read_phrases(
    "ông", "bà", "anh", "chị", "cô", "chú", "đồng chí", "đ/c", "bác sĩ", "bs", "thạc sĩ", "tiến sĩ",
    "mr", "mrs", "ms", "dr",
)  # fmt: skip
_ASKING = read_phrases(
    "ai là", "là ai", "tên", "tên là gì", "hiện nay", "ai làm", "ai", "who is", "name of", "mới",
)  # fmt: skip
# What the name of an office begins with. Whatever else a question begins with names no office.
_OFFICES = {
    get_folded_words(read_words(head))
    for head in ("phòng", "chi", "trung", "văn", "ban", "bộ", "trạm", "hạt", "đội", "thanh",
                 "khoa", "bệnh", "tổ", "division", "office", "centre", "center")
}  # fmt: skip


def list_people_answers(asked: Phrase, finder: AgencyFinder) -> list[SearchAnswer]:
    """Return who holds the position asked for, has the name, or the office of that name.

    A position is looked for in the unit named (*giám đốc sở y tế*), in the office named (*trưởng
    phòng nghiệp vụ dược*), or in the unit of the website. Only public charts are read.
    """
    asked = strip_phrases(asked, [*_ASKING, *FILLERS])
    position = get_beginning(asked, _POSITIONS)
    if position:
        return _list_holders(position, asked[len(position) :], finder)
    named = strip_phrases(asked, _HONORIFICS)
    is_name = MIN_NAME <= len(named) <= MAX_NAME and all(word.fold.isalpha() for word in named)
    is_office = get_folded_words(asked[:1]) in _OFFICES
    if not is_name and not is_office:
        return []
    charts = _find_charts(named, finder.request)
    people = [
        _describe_person(page, match, chart, person, finder.request)
        for page, match, chart in charts
        for person in chart.people
        if is_name and are_same(named, read_words(person.value["name"]))
    ]
    return people[:MAX_ANSWERS] or (_list_offices(asked, charts, finder) if is_office else [])


ChartRow = tuple[OrganisationPage, AgencyMatch, Chart]


def _list_holders(position: Phrase, rest: Phrase, finder: AgencyFinder) -> list[SearchAnswer]:
    """Return who holds a position in the unit or office that ``rest`` names."""
    rest = strip_phrases(rest, FILLERS)
    before, matches = ((), finder.own) if not rest else finder.find_named_at_end(rest)
    if matches:
        charts = _read_charts(matches, finder.request)
    else:
        charts = _find_charts((*position, *rest), finder.request)
    before = strip_phrases(before, FILLERS)
    is_holder = _make_position_test(position)
    found = [
        _describe_person(page, match, chart, person, finder.request)
        for page, match, chart in charts
        for person in _list_staff(chart, before, position)
        if is_holder(person)
    ]
    return found if len(found) <= MAX_ANSWERS else []


def _make_position_test(position: Phrase) -> Callable[[Person], bool]:
    wanted = [one for one in (position, _IN_VIETNAMESE.get(position, ())) if one]

    def is_holder(person: Person) -> bool:
        own = read_words(person.value["position"])
        return any(are_same(own[: len(one)], one) for one in wanted)

    return is_holder


def _list_staff(chart: Chart, named: Phrase, position: Phrase) -> list[Person]:
    """Return the leaders, or the people of the office that is named with a position."""
    if not named:
        return chart.leaders
    # *trưởng phòng nghiệp vụ dược*: the last word of the position is the first of the office.
    forms = (named, (position[-1], *named))
    return [
        person
        for office in chart.all_offices
        if any(_is_named(form, office) for form in forms)
        for person in office.people
    ]


def _is_named(typed: Phrase, office: Office) -> bool:
    name = read_words(office.value["name"])
    return are_same(typed, name) or is_shortened(typed, name)


def _list_offices(
    asked: Phrase, charts: Iterable[ChartRow], finder: AgencyFinder
) -> list[SearchAnswer]:
    found = [
        _describe_office(page, match, office, finder.request)
        for page, match, chart in charts
        for office in chart.all_offices
        if _is_named(asked, office)
    ]
    return found if len(found) <= MAX_ANSWERS else []


def _find_charts(words: Phrase, request: AgencyRequest) -> list[ChartRow]:
    """Return the public charts that have all the words, those of the own website first.

    ``MAX_CHARTS`` of other websites at most, however many have the words.
    """
    # Wagtail's index knows drafts too, so it only says where to look.
    text = " ".join(word.start for word in words)
    keys = _search_charts(text, OrganisationPage.objects.all())
    if len(keys) == MAX_CHARTS:
        homes = list_home_pages([request.agency.pk]).values_list("path", flat=True)
        keys += _search_charts(text, OrganisationPage.objects.filter(descendants_q("path", homes)))
    if not keys:
        return []
    public = OrganisationPage.objects.filter(pk__in=keys).select_related("locale")
    public = public.filter(pk__in=list_public_pages().order_by().values("pk"))
    owners = get_page_agencies(public)
    own = request.agency.pk
    return [
        (page, AgencyMatch(owners[page.pk]), page.chart)
        for page in sorted(public, key=lambda page: _rank_page(page, owners, own))
        if page.pk in owners and not owners[page.pk].is_archived
    ]


def _search_charts(text: str, pages: PageQuerySet) -> list[int]:
    return [page.pk for page in pages.search(text, operator="and")[:MAX_CHARTS]]


def _rank_page(page: OrganisationPage, owners: dict[int, Agency], own: int) -> tuple[bool, int]:
    return page.pk not in owners or owners[page.pk].pk != own, page.pk


def _read_charts(matches: list[AgencyMatch], request: AgencyRequest) -> list[ChartRow]:
    pages = find_pages(OrganisationPage, [match.agency for match in matches], request)
    return [
        (pages[match.agency.pk], match, pages[match.agency.pk].chart)
        for match in matches
        if match.agency.pk in pages
    ]


def _describe_person(
    page: OrganisationPage, match: AgencyMatch, chart: Chart, person: Person, request: AgencyRequest
) -> SearchAnswer:
    """Return a person with the own telephone, or with that of the office."""
    value = person.value
    office = next((one for one in chart.all_offices if _has_person(one, person)), None)
    number = Telephone("", value["telephone"])
    if not number.number and office:
        number = Telephone(office.value["name"], office.value["telephone"])
    return build_answer(
        page,
        match.agency,
        request,
        anchor=person.anchor,
        lead=", ".join((value["name"], value["position"], *person.offices[-1:])),
        telephones=[number],
        lines=[value["duties"]],
        note=get_note(match),
    )


def _has_person(office: Office, person: Person) -> bool:
    return any(one is person for one in office.people)


def _describe_office(
    page: OrganisationPage, match: AgencyMatch, office: Office, request: AgencyRequest
) -> SearchAnswer:
    value = office.value
    return build_answer(
        page,
        match.agency,
        request,
        anchor=office.anchor,
        lead=value["name"],
        telephones=[Telephone("", value["telephone"])],
        lines=[value["duties"], value["address"]],
    )
