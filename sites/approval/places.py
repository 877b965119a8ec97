"""Whose a page is, and which pages are somebody's."""

from collections.abc import Iterable

from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast
from wagtail.models import Page

from sites.models.agency import Agency

# A home page stands at depth 2; the paths of what is below begin with its own.
HOME_PATH_LENGTH = 2 * Page.steplen


def agency_of(page: Page) -> Agency | None:
    """Return the agency that owns ``page``; its home page may be a translation."""
    homes = Page.objects.filter(path=page.path[:HOME_PATH_LENGTH])
    keys = homes.values("translation_key")
    return Agency.objects.filter(root_page__translation_key__in=keys).first()


def homes_of(agencies: Iterable[int]) -> QuerySet[Page]:
    """Return the home pages, in all languages, of the agencies with these keys."""
    keys = Agency.objects.filter(pk__in=agencies).values("root_page__translation_key")
    return Page.objects.filter(depth=2, translation_key__in=keys)


def pages_of(agencies: Iterable[int]) -> QuerySet[Page]:
    """Return all pages of the agencies with these keys."""
    below = Q(pk__in=[])
    for path in homes_of(agencies).values_list("path", flat=True):
        below |= Q(path__startswith=path)
    return Page.objects.filter(below)


def agencies_by_path(pages: Iterable[Page]) -> dict[str, Agency]:
    """Return the agency of each of ``pages`` by the path of its home page, in two queries."""
    paths = {page.path[:HOME_PATH_LENGTH] for page in pages}
    homes = Page.objects.filter(path__in=paths).values_list("translation_key", "path")
    owners = {
        agency.root_page.translation_key: agency
        for agency in Agency.objects.filter(
            root_page__translation_key__in=[key for key, _ in homes]
        ).select_related("root_page", "site")
    }
    return {path: owners[key] for key, path in homes if key in owners}


def as_object_ids(pages: QuerySet[Page]) -> QuerySet:
    """Return the keys of ``pages`` the way Wagtail's workflows store them, as text."""
    return pages.annotate(object_id=Cast("pk", CharField())).values("object_id")
