"""Pages in the frame of a language: translated where they are live in it, else in Vietnamese.

The *frame* is what surrounds the content of a page: header, menu, labels, footer. Its language is
that of the request's path. In the frame of another language every page of the website has an
address: that of its live translation, else its Vietnamese path behind the prefix of the language.
See docs/decisions/0044-every-page-has-an-address-in-every-language.md.
"""

from collections.abc import Iterable
from functools import reduce
from operator import or_

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import translate_url
from django.utils import translation
from wagtail.models import Page
from wagtail.query import PageQuerySet

from home.paths import (
    HOME_DEPTH,
    RESERVED_SLUGS,
    TRASH_SLUG,
    build_page_path,
    get_home_page,
    get_page_path,
)
from sites.requests import AgencyRequest


def is_fallback(page: Page, frame: str) -> bool:
    """Return whether a page is Vietnamese in the frame of another language (a code)."""
    return page.locale.language_code == settings.LANGUAGE_CODE != frame


def get_frame_path(page: Page, frame: str) -> str:
    """Return the URL path at which the frame of a language (a code) shows this very page.

    A page in another language than Vietnamese has only its own frame. Where a Vietnamese page has
    a live translation, its path in the frame leads on to that.
    """
    if is_fallback(page, frame):
        return build_page_path(page.url_path, frame)
    return get_page_path(page)


def translate_address(address: str, frame: str) -> str:
    """Return a Vietnamese path of the own website in the frame of a language (a code).

    Unchanged are URLs of other websites, paths that are in another frame already, and those that
    are the same in all languages, such as those of files.
    """
    if frame == settings.LANGUAGE_CODE or not address.startswith("/"):
        return address
    if translation.get_language_from_path(address) not in {None, settings.LANGUAGE_CODE}:
        return address
    with translation.override(settings.LANGUAGE_CODE):
        return str(translate_url(address, frame))


def list_translations(page: Page) -> list[Page]:
    """Return the versions of a page in other languages, live or not.

    Queried once per page object; ``store_translations`` saves the query for many pages.
    """
    known: list[Page] | None = page.__dict__.get("other_versions")
    if known is None:
        rows = Page.objects.filter(translation_key=page.translation_key).exclude(pk=page.pk)
        known = page.__dict__["other_versions"] = list(rows.select_related("locale"))
    return known


def store_translations(pages: Iterable[Page]) -> None:
    """Query what ``list_translations`` returns for each of these pages, in one query for all."""
    by_key: dict[object, list[Page]] = {page.translation_key: [] for page in pages}
    rows = Page.objects.filter(translation_key__in=by_key).select_related("locale")
    for row in rows:
        by_key[row.translation_key].append(row)
    for page in pages:
        versions = by_key[page.translation_key]
        page.locale = next(row.locale for row in versions if row.pk == page.pk)
        page.__dict__["other_versions"] = [row for row in versions if row.pk != page.pk]


def find_live_translation(page: Page, language: str) -> Page | None:
    """Return the live version of a page in a language (a code), or None; the page itself counts."""
    if page.locale.language_code == language:
        return page if page.live else None
    others = (one for one in list_translations(page) if one.live)
    return next((one for one in others if one.locale.language_code == language), None)


def list_front_pages(request: AgencyRequest, home: Page | None = None) -> list[Page]:
    """Return the home pages whose pages the frame of the request shows, its own one first.

    In another frame than the Vietnamese one these are two. ``home``: its own home page, if known.
    """
    home, root = home or get_home_page(request), request.agency.root_page
    return [home] if home.pk == root.pk else [home, root]


def descendants_of_any(pages: PageQuerySet, tops: Iterable[Page]) -> PageQuerySet:
    """Return the pages below any of ``tops``."""
    return pages.filter(reduce(or_, (pages.descendant_of_q(top) for top in tops)))


def in_frame(pages: PageQuerySet, frame: str) -> PageQuerySet:
    """Return those of ``pages`` that the frame of a language (a code) shows.

    In another frame than the Vietnamese one these are the pages in its language, and the Vietnamese
    ones without a live translation into it. ``pages`` have to be from trees of both.
    """
    if frame == settings.LANGUAGE_CODE:
        return pages
    translated = Page.objects.filter(
        translation_key=OuterRef("translation_key"), locale__language_code=frame, live=True
    )
    untranslated = Q(locale__language_code=settings.LANGUAGE_CODE) & ~Exists(translated)
    return pages.filter(Q(locale__language_code=frame) | untranslated)


def with_place(pages: PageQuerySet) -> PageQuerySet:
    """Annotate pages with ``place``: their tree path, or that of their Vietnamese version.

    Ordered by it, pages of several languages stand in the order of the Vietnamese tree.
    """
    sources = Page.objects.filter(
        translation_key=OuterRef("translation_key"), locale__language_code=settings.LANGUAGE_CODE
    )
    return pages.annotate(place=Coalesce(Subquery(sources.values("path")[:1]), "path"))


def filter_rivals(parent: Page, page: Page) -> PageQuerySet:
    """Return the pages whose slugs ``page`` may not have below ``parent``, besides its siblings.

    They stand at the same path in the tree of another language, and are no versions of ``page``: in
    a frame there is one page at each path. ``page`` may be new. A home page has none.
    """
    if parent.depth < HOME_DEPTH:
        return Page.objects.none()
    versions = Page.objects.filter(translation_key=parent.translation_key).exclude(pk=parent.pk)
    path = _get_path_below_home(parent)
    parents = [one for one in versions if _get_path_below_home(one) == path]
    if not parents:
        return Page.objects.none()
    below = descendants_of_any(Page.objects.filter(depth=parent.depth + 1), parents)
    return below.exclude(translation_key=page.translation_key)


def is_unreachable(slug: str, parent: Page, page: Page) -> bool:
    """Return whether nobody would reach ``page`` by a slug below ``parent``.

    The slug is reserved, or another page has the path in some language. ``page`` may be new. Its
    siblings are not looked at.
    """
    reserved = RESERVED_SLUGS if parent.depth == HOME_DEPTH else set()
    is_reserved = slug in {TRASH_SLUG, *reserved}
    return is_reserved or filter_rivals(parent, page).filter(slug=slug).exists()


def _get_path_below_home(page: Page) -> str:
    return str(page.url_path.split("/", HOME_DEPTH)[HOME_DEPTH])
