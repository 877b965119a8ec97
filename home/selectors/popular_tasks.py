"""Main tasks of a website's readers: arranged by the unit, or the most used ones.

By default these are the procedures opened and searched for most within ``PERIOD``, named as people
say it, other pages that are searched for, and ways into the website where there are few. The
website of a province has the procedures of all its units.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Case, OuterRef, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page, PageViewRestriction
from wagtail.query import PageQuerySet

from home.frames import get_frame_path, in_frame, list_front_pages
from home.models import (
    ContactPage,
    DocumentIndexPage,
    HomePage,
    ProcedureIndexPage,
    ProcedurePage,
    ProcedureVisits,
)
from home.models.home_page import DEFAULT_TASK_ICON, MAX_TASKS
from home.paths import get_page_path
from sites.models import Agency, Kind
from sites.permissions.ownership import descendants_q, get_page_agencies, with_home_path
from sites.requests import AgencyRequest

# How far back visits count: a season, so that what is asked for in summer gives way in winter.
PERIOD = timedelta(days=90)
_ICONS: dict[type[Page], str] = {
    ProcedureIndexPage: "form",
    ContactPage: "contact",
    DocumentIndexPage: "document",
}


@dataclass(frozen=True)
class TaskLink:
    """Something people come for.

    ``address``: path or URL; ``count``: how often it was asked for within ``PERIOD``; ``language``:
    code of the label's language, ``target``: of the page's, both empty if that of the frame;
    ``icon``: a name of ``TASK_ICONS``.
    """

    label: str
    address: str
    count: int = 0
    icon: str = DEFAULT_TASK_ICON
    language: str = ""
    target: str = ""

    @property
    def drawing(self) -> str:
        """Return the template of the icon."""
        return f"icons/{self.icon}.svg"


TaskSource = Callable[[Agency, date], Mapping[UUID, int]]
_sources: list[TaskSource] = []


def register_task_source(source: TaskSource) -> TaskSource:
    """Add a function that counts how often people came for pages, other than by opening them.

    It takes the agency and the first day that counts, and returns counts by the translation keys
    of pages. Those that do not stand on the website are passed over. Call when the app is ready.
    """
    _sources.append(source)
    return source


def list_popular_tasks(page: HomePage, request: AgencyRequest) -> list[TaskLink]:
    """Return up to ``MAX_TASKS`` things people come to a website for, the most used first.

    None for an ended unit, which does nothing for anybody any more. A dozen queries and more: the
    sections of a home page that have them are cached.
    """
    if request.agency.is_archived:
        return []
    since = timezone.localdate() - PERIOD
    asked: Counter[UUID] = Counter()
    for source in _sources:
        asked.update(source(request.agency, since))
    procedures = _list_procedures(page, request, since, asked)
    others = _list_others(page, request, asked)
    used = sorted([*procedures, *others], key=lambda link: -link.count)
    links: dict[str, TaskLink] = {}
    for link in (*used, *_list_ways(page, request, has_procedures=bool(procedures))):
        links.setdefault(link.label.casefold(), link)
    if request.agency.kind != Kind.PROVINCE:
        return [*links.values()][:MAX_TASKS]
    # Whoever comes to a province looks for the unit that does it, however seldom by this link.
    directory = links.pop(_build_directory_link().label.casefold())
    return [*links.values()][: MAX_TASKS - 1] + [directory]


def _list_procedures(
    page: HomePage, request: AgencyRequest, since: date, asked: Mapping[UUID, int]
) -> list[TaskLink]:
    """Return links to the procedures most used, then to those published last."""
    agency, frame = request.agency, request.LANGUAGE_CODE
    is_province = agency.kind == Kind.PROVINCE
    tops = [one.path for one in list_front_pages(request, page)]
    if is_province:
        units = Agency.objects.active().of_province(agency)
        tops += units.values_list("root_page__path", flat=True)
    visits = ProcedureVisits.objects.filter(
        page__translation_key=OuterRef("translation_key"), day__gte=since
    )
    sums = visits.order_by().values("page__translation_key").annotate(total=Sum("count"))
    procedures = in_frame(_list_public(ProcedurePage.objects.all()), frame)
    procedures = procedures.defer_streamfields().select_related("locale")
    procedures = with_home_path(procedures).filter(home_path__in=tops)
    searched = Case(
        *(When(translation_key=key, then=Value(count)) for key, count in asked.items()),
        default=Value(0),
    )
    used = Coalesce(Subquery(sums.values("total")), 0) + searched
    procedures = procedures.annotate(used=used)
    rows = list(procedures.order_by("-used", "-last_published_at", "-pk")[:MAX_TASKS])
    agencies = get_page_agencies(rows) if is_province else {}
    links = []
    for row in rows:
        owner = agencies.get(row.pk, agency)
        address = (
            get_frame_path(row, frame)
            if owner.pk == agency.pk
            else owner.root_url + get_page_path(row)
        )
        language = row.locale.language_code
        label = row.everyday_name or row.title
        links.append(TaskLink(label, address, row.used, "form", language, language))
    return links


def _list_others(
    page: HomePage, request: AgencyRequest, asked: Mapping[UUID, int]
) -> list[TaskLink]:
    """Return links to the agency's pages that were asked for, without procedures."""
    if not asked:
        return []
    frame = request.LANGUAGE_CODE
    tops = [one.path for one in list_front_pages(request, page)]
    pages = _list_public(Page.objects.filter(translation_key__in=asked).not_type(ProcedurePage))
    pages = in_frame(pages, frame).select_related("locale", "content_type")
    return [
        TaskLink(
            row.title,
            get_frame_path(row, frame),
            asked[row.translation_key],
            _ICONS.get(row.specific_class, DEFAULT_TASK_ICON),
            row.locale.language_code,
            row.locale.language_code,
        )
        for row in with_home_path(pages).filter(home_path__in=tops)
    ]


def _list_ways(page: HomePage, request: AgencyRequest, *, has_procedures: bool) -> list[TaskLink]:
    """Return links into the website, for one of which people use little or nothing yet.

    Without procedures their list says only that there are none.
    """
    frame = request.LANGUAGE_CODE
    tops = [one.path for one in list_front_pages(request, page)]
    found: dict[type[Page], TaskLink] = {}
    for kind, icon in _ICONS.items():
        pages = in_frame(_list_public(kind.objects.all()), frame).select_related("locale")
        row = with_home_path(pages).filter(home_path__in=tops).order_by("path").first()
        if row:
            language = row.locale.language_code
            address = get_frame_path(row, frame)
            found[kind] = TaskLink(row.title, address, 0, icon, language, language)
    ways = [
        found.get(ProcedureIndexPage) if has_procedures else None,
        TaskLink(_("Bulletins"), reverse("bulletins"), icon="bulletin"),
        _build_directory_link(),
        found.get(ContactPage),
        found.get(DocumentIndexPage),
    ]
    return [way for way in ways if way]


def _build_directory_link() -> TaskLink:
    return TaskLink(_("Find a unit"), reverse("directory"), icon="people")


def _list_public(pages: PageQuerySet) -> PageQuerySet:
    private = PageViewRestriction.objects.values_list("page__path", flat=True)
    return pages.live().exclude(descendants_q("path", private))
