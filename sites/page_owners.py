"""Maps pages to the agencies that own them, and agencies to their pages.

Home pages are at depth 2 of the page tree, and their translations are siblings there; the tree
path of every page of a website begins with the path of one of them.
"""

from collections.abc import Iterable

from django.conf import settings
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Substr
from wagtail.models import Page
from wagtail.query import PageQuerySet

from sites.models.agency import Agency

HOME_DEPTH = 2
HOME_PATH_LENGTH = HOME_DEPTH * Page.steplen


def agency_of(page: Page) -> Agency | None:
    """Return the agency that owns ``page``, in any language, or None if no agency does."""
    if len(page.path) == HOME_PATH_LENGTH:
        # Works without a stored row: the home page may be just being created.
        return Agency.objects.filter(root_page__translation_key=page.translation_key).first()
    keys = Page.objects.filter(path=page.path[:HOME_PATH_LENGTH]).values("translation_key")
    return Agency.objects.filter(root_page__translation_key__in=keys).first()


def agencies_of_pages(pages: Iterable[Page]) -> dict[int, Agency]:
    """Return the agencies of many pages by page primary key, in two queries.

    Pages that no agency owns are left out.
    """
    shown = with_agency(Page.objects.filter(pk__in=[page.pk for page in pages]))
    keys = dict(shown.order_by().values_list("pk", "agency_key"))
    agencies = Agency.objects.with_site().in_bulk({*keys.values()} - {None})
    return {pk: agencies[key] for pk, key in keys.items() if key}


def with_agency(pages: PageQuerySet) -> PageQuerySet:
    """Annotate pages with ``agency_key``, the primary key of the owner or None."""
    front = Page.objects.filter(path=Substr(OuterRef(OuterRef("path")), 1, HOME_PATH_LENGTH))
    agencies = Agency.objects.filter(
        root_page__translation_key=Subquery(front.values("translation_key"))
    )
    return pages.annotate(agency_key=Subquery(agencies.values("pk")[:1]))


def homes_of(agencies: Iterable[int]) -> QuerySet[Page]:
    """Return the home pages, in all languages, of the agencies with these primary keys."""
    keys = Agency.objects.filter(pk__in=agencies).values("root_page__translation_key")
    return Page.objects.filter(depth=HOME_DEPTH, translation_key__in=keys)


def fronts_in(language: str) -> QuerySet[Page]:
    """Return the live home pages in a language; these enable the language on their websites."""
    return Page.objects.filter(depth=HOME_DEPTH, live=True, locale__language_code=language)


def has_language(agency: Agency, language: str | None) -> bool:
    """Return whether an agency's website has a language; True for the default one and None."""
    if language in {None, settings.LANGUAGE_CODE}:
        return True
    root = Page.objects.filter(pk=agency.root_page_id)
    fronts = fronts_in(str(language))
    return fronts.filter(translation_key__in=root.values("translation_key")).exists()


def pages_of(agencies: Iterable[int]) -> QuerySet[Page]:
    """Return all pages of the agencies with these primary keys."""
    return Page.objects.filter(below("path", homes_of(agencies).values_list("path", flat=True)))


def below(field: str, paths: Iterable[str]) -> Q:
    """Return the condition that the tree path in ``field`` is one of ``paths`` or below one.

    Without paths it matches nothing.
    """
    condition = Q(pk__in=[])
    for path in paths:
        condition |= Q(**{f"{field}__startswith": path})
    return condition


def with_home_path(pages: QuerySet) -> QuerySet:
    """Annotate pages with ``home_path``, the tree path of the home page above each of them."""
    return pages.annotate(home_path=Substr("path", 1, HOME_PATH_LENGTH))
