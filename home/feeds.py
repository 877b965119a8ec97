"""RSS 2.0 of the pages below a list, at the list's own address and ``rss.xml``."""

from datetime import datetime, time
from typing import Any, cast

from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.feedgenerator import Enclosure, Rss201rev2Feed
from django.utils.html import linebreaks
from wagtail.models import Page

from bulletins.feeds.feed import Dated
from bulletins.feeds.printable import printable
from home.addresses import home_page, page_path
from sites.http import AgencyRequest
from sites.models import Agency, AgencyDocument

MOST_ITEMS = 50


class Rss(Dated, Rss201rev2Feed):
    """Of the same date as long as nothing in it changes."""


class PageFeed(Feed):
    """The newest pages of a list that says ``told()`` which they are.

    Each of them says what a feed tells of it: ``told_title``, ``told_on``, ``told_file``.
    """

    feed_type = Rss
    item_guid_is_permalink = False

    def __call__(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = super().__call__(request, *args, **kwargs)
        # The date of the newest item says nothing of one that has gone; the ETag does.
        del response["Last-Modified"]
        return response

    def get_object(self, request: HttpRequest, path: str, **kwargs: object) -> Page:
        website = cast(AgencyRequest, request)
        home = home_page(website)
        pages = Page.objects.descendant_of(home).live().public().select_related("locale")
        page = pages.filter(url_path=home.url_path + path).specific().first()
        if not hasattr(page, "told"):
            raise Http404
        page.agency = website.agency
        return page

    def title(self, index: Page) -> str:
        return printable(f"{index.title} · {index.agency.heading}")

    def description(self, index: Page) -> str:
        return printable(index.lead or index.title)

    def link(self, index: Page) -> str:
        return page_path(index)

    def feed_url(self, index: Page) -> str:
        return f"{page_path(index)}rss.xml"

    def items(self, index: Page) -> list[Page]:
        pages = list(index.told()[:MOST_ITEMS])
        for page in pages:
            page.agency = index.agency
        return pages

    def item_title(self, page: Any) -> str:
        return printable(page.told_title)

    def item_description(self, page: Any) -> str:
        return linebreaks(printable(page.lead), autoescape=True)

    def item_link(self, page: Page) -> str:
        return page.agency.root_url + page_path(page)

    def item_guid(self, page: Page) -> str:
        return f"urn:uuid:{page.translation_key}"

    def item_pubdate(self, page: Any) -> datetime:
        return timezone.make_aware(datetime.combine(page.told_on, time.min))

    def item_updateddate(self, page: Any) -> datetime:
        return page.last_published_at or self.item_pubdate(page)

    def item_enclosures(self, page: Any) -> list[Enclosure]:
        file: AgencyDocument | None = page.told_file
        return [_enclosure(file, page.agency)] if file else []


def _enclosure(file: AgencyDocument, agency: Agency) -> Enclosure:
    size = str(file.get_file_size() or 0)
    return Enclosure(agency.root_url + file.url, size, file.content_type)
