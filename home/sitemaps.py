"""What search engines should read of a website: its pages and its bulletins, in its languages."""

from collections.abc import Callable
from datetime import datetime

from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import sitemap
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.utils import translation
from wagtail.models import Page

from bulletins.models import Bulletin
from home.addresses import page_path
from sites.http import AgencyRequest

Rows = Callable[[AgencyRequest], QuerySet]


def public_pages(request: AgencyRequest) -> QuerySet[Page]:
    """What everybody may read of a website, in all the languages it has."""
    homes = Page.objects.filter(
        translation_key=request.agency.root_page.translation_key,
        locale__language_code__in=request.enabled_languages,
    )
    below = Q(pk__in=[])
    for path in homes.values_list("path", flat=True):
        below |= Q(path__startswith=path)
    pages = Page.objects.filter(below).live().public().order_by("path")
    return _addresses(pages, "url_path")


def bulletins_in_force(request: AgencyRequest) -> QuerySet[Bulletin]:
    """The bulletins in force on a website, each in those of its languages it is written in."""
    visible = Bulletin.objects.visible_on(request.agency)
    rows = Bulletin.objects.filter(
        live=True,
        translation_key__in=visible.values("translation_key"),
        locale__language_code__in=request.enabled_languages,
    )
    return _addresses(rows.newest_first(), "slug")


def _addresses(rows: QuerySet, name: str) -> QuerySet:
    """What addresses are made from, and no more: there may be thousands."""
    return rows.select_related("locale").only(name, "last_published_at", "locale__language_code")


class WebsiteSitemap(Sitemap):
    """The addresses of some pages or bulletins, and when each was last published."""

    def __init__(self, request: AgencyRequest, rows: Rows) -> None:
        self.request, self.rows = request, rows

    def items(self) -> QuerySet:
        return self.rows(self.request)

    def location(self, item: Page | Bulletin) -> str:
        if isinstance(item, Bulletin):
            with translation.override(item.language):
                return item.path
        return page_path(item)

    def lastmod(self, item: Page | Bulletin) -> datetime | None:
        return item.last_published_at


def website_sitemap(request: AgencyRequest) -> HttpResponse:
    """The map of one website (https://www.sitemaps.org/protocol.html)."""
    parts = (public_pages, bulletins_in_force)
    maps: dict[str, type[Sitemap] | Sitemap] = {
        rows.__name__: WebsiteSitemap(request, rows) for rows in parts
    }
    response = sitemap(request, maps)
    # The date of the newest entry says nothing of one that has gone; the ETag does.
    del response["Last-Modified"]
    return response
