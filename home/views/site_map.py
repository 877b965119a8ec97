"""Site map for visitors: the page tree of a website, with links to everything else."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Length, Substr
from django.http import HttpResponse
from django.template.response import TemplateResponse
from wagtail.models import Page

from home.frames import (
    descendants_of_any,
    get_frame_path,
    in_frame,
    list_front_pages,
    with_place,
)
from home.selectors.navigation import list_siblings
from sites.requests import AgencyRequest

# Of an index page with more children only their number is shown; the page itself lists them.
MAX_CHILDREN = 30


class SiteMapNode(NamedTuple):
    """Page of the site map.

    ``branches``: its child pages; ``hidden``: their number, if they are too many to list, else 0;
    ``language``: code of the language of its title.
    """

    title: str
    path: str
    branches: list["SiteMapNode"]
    hidden: int
    language: str


def site_map(request: AgencyRequest) -> HttpResponse:
    """Render the site map: all public pages as nested lists, and links to everything else."""
    context = {
        "branches": build_site_map(request),
        "siblings": list_siblings(request),
    }
    return TemplateResponse(request, "home/site_map.html", context)


def build_site_map(request: AgencyRequest) -> list[SiteMapNode]:
    """Return the tree of the pages that the frame of the request shows to everybody.

    With two queries in all, and one more for the home page of another language.
    """
    fronts = list_front_pages(request)
    pages = descendants_of_any(Page.objects.live().public(), fronts)
    placed = with_place(in_frame(pages, request.LANGUAGE_CODE))
    many = _count_crowded(placed, "place")
    if len(fronts) > 1:
        many |= _count_crowded(placed, "path")
    listed = placed.exclude(_descendants_q(many)).select_related("locale").order_by("place")
    # Pages of both languages stand below the Vietnamese home page, which comes last.
    pages_by_parent = _group_by_parent(listed, fronts)
    return _SiteMap(pages_by_parent, many, request.LANGUAGE_CODE).build(fronts[-1].path)


def _count_crowded(pages: QuerySet[Page], field: str) -> dict[str, int]:
    """Return how many child pages each page with too many has.

    The keys are the pages' tree paths: ``field`` is ``path``, or ``place`` for pages of which some
    stand below the version of their parent in another language.
    """
    parent = Substr(field, 1, Length(field) - Page.steplen)
    counts = pages.order_by().values(parent=parent).annotate(number=Count("pk"))
    return dict(counts.filter(number__gt=MAX_CHILDREN).values_list("parent", "number"))


def _descendants_q(paths: Iterable[str]) -> Q:
    condition = Q(pk__in=[])
    for path in paths:
        condition |= Q(place__startswith=path, place__gt=path)
        condition |= Q(path__startswith=path, path__gt=path)
    return condition


def _group_by_parent(pages: Iterable[Any], fronts: list[Page]) -> dict[str, list[Any]]:
    """Return pages, which have their ``place``, by the place of their parent.

    The place of a page that has no Vietnamese version is in its own tree, and its parent's may be
    in the Vietnamese one.
    """
    listed = list(pages)
    places = {page.path: page.place for page in listed}
    places |= {front.path: fronts[-1].path for front in fronts}
    found: dict[str, list[Any]] = {}
    for page in listed:
        parent = page.place[: -Page.steplen]
        found.setdefault(places.get(parent, parent), []).append(page)
    return found


@dataclass(frozen=True)
class _SiteMap:
    pages: dict[str, list[Any]]
    many: dict[str, int]
    frame: str

    def build(self, parent: str) -> list[SiteMapNode]:
        return [
            SiteMapNode(
                page.title,
                get_frame_path(page, self.frame),
                self.build(page.place),
                self.many.get(page.place) or self.many.get(page.path, 0),
                page.locale.language_code,
            )
            for page in self.pages.get(parent, ())
        ]
