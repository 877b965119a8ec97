"""Site map for visitors: the page tree of a website, with links to everything else."""

from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Length, Substr
from django.http import HttpResponse
from django.template.response import TemplateResponse
from wagtail.models import Page

from home.paths import get_home_page, get_page_path
from home.selectors.navigation import list_siblings
from sites.requests import AgencyRequest

# Of an index page with more children only their number is shown; the page itself lists them.
MAX_CHILDREN = 30


class SiteMapNode(NamedTuple):
    """Page of the site map.

    ``branches``: its child pages; ``hidden``: their number, if they are too many to list, else 0.
    """

    title: str
    path: str
    branches: list["SiteMapNode"]
    hidden: int


def site_map(request: AgencyRequest) -> HttpResponse:
    """Render the site map: all public pages as nested lists, and links to everything else."""
    context = {
        "branches": build_site_map(get_home_page(request)),
        "siblings": list_siblings(request),
    }
    return TemplateResponse(request, "home/site_map.html", context)


def build_site_map(home: Page) -> list[SiteMapNode]:
    """Return the tree of public pages below a home page, with two queries in all."""
    pages = Page.objects.descendant_of(home).live().public()
    many = _count_crowded(pages)
    listed = pages.exclude(_descendants_q(many)).select_related("locale").order_by("path")
    return _build_nodes(_group_by_parent(listed), many, home.path)


def _count_crowded(pages: QuerySet[Page]) -> dict[str, int]:
    """Return how many child pages each page with too many has.

    The keys are the pages' ``path`` in the tree.
    """
    parent = Substr("path", 1, Length("path") - Page.steplen)
    counts = pages.order_by().values(parent=parent).annotate(number=Count("pk"))
    return dict(counts.filter(number__gt=MAX_CHILDREN).values_list("parent", "number"))


def _descendants_q(paths: Iterable[str]) -> Q:
    condition = Q(pk__in=[])
    for path in paths:
        condition |= Q(path__startswith=path, path__gt=path)
    return condition


def _group_by_parent(pages: Iterable[Page]) -> dict[str, list[Page]]:
    found: dict[str, list[Page]] = {}
    for page in pages:
        found.setdefault(page.path[: -Page.steplen], []).append(page)
    return found


def _build_nodes(
    pages: dict[str, list[Page]], many: dict[str, int], parent: str
) -> list[SiteMapNode]:
    return [
        SiteMapNode(
            page.title,
            get_page_path(page),
            _build_nodes(pages, many, page.path),
            many.get(page.path, 0),
        )
        for page in pages.get(parent, ())
    ]
