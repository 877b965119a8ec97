"""RSS 2.0 feed of the pages below an index page.

See https://www.rssboard.org/rss-specification.
"""

from datetime import datetime, time
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.feedgenerator import Enclosure
from django.utils.html import linebreaks
from wagtail.models import Page

from channels.feeds.rss import Rss
from channels.feeds.source import MAX_ITEMS
from content.vcard import remove_unprintable
from home.paths import get_page_path
from sites.requests import AgencyRequest

FEED_FILE = "rss.xml"


class PageFeed(Feed):
    """Feed of the newest pages of an index page, at most ``MAX_ITEMS``.

    ``index``: a ``FeedMixin``, whose ``told()`` returns the pages. Each page supplies ``lead``,
    ``feed_title``, ``feed_date``, ``feed_author``, ``feed_categories`` and ``feed_file``.
    """

    feed_type = Rss
    item_guid_is_permalink = False

    def __init__(self, index: Any, request: AgencyRequest) -> None:
        self.index, self.agency = index, request.agency

    def __call__(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = super().__call__(request, *args, **kwargs)
        # Django dates the feed by its newest item, so a removed item would go unnoticed; the
        # ETag changes then too.
        del response["Last-Modified"]
        return response

    def title(self) -> str:
        return remove_unprintable(f"{self.index.title} · {self.agency.heading}")

    def description(self) -> str:
        return remove_unprintable(self.index.lead or self.agency.name)

    def link(self) -> str:
        return get_page_path(self.index)

    def feed_url(self) -> str:
        return get_page_path(self.index) + FEED_FILE

    def author_name(self) -> str:
        return self.agency.name

    def items(self) -> list[Page]:
        return list(self.index.told()[:MAX_ITEMS])

    def item_title(self, page: Any) -> str:
        return remove_unprintable(page.feed_title)

    def item_description(self, page: Any) -> str:
        return linebreaks(remove_unprintable(page.lead), autoescape=True)

    def item_link(self, page: Any) -> str:
        return self.agency.root_url + get_page_path(page)

    def item_guid(self, page: Any) -> str:
        return f"urn:uuid:{page.translation_key}"

    def item_author_name(self, page: Any) -> str:
        return remove_unprintable(page.feed_author) or self.agency.name

    def item_pubdate(self, page: Any) -> datetime:
        return timezone.make_aware(datetime.combine(page.feed_date, time.min))

    def item_updateddate(self, page: Any) -> datetime:
        return page.last_published_at or self.item_pubdate(page)

    def item_categories(self, page: Any) -> list[str]:
        return [remove_unprintable(category) for category in page.feed_categories]

    def item_enclosures(self, page: Any) -> list[Enclosure]:
        file = page.feed_file
        if not file:
            return []
        size = str(file.get_file_size() or 0)
        return [Enclosure(self.agency.root_url + file.url, size, file.content_type)]

    def item_extra_kwargs(self, page: Any) -> dict[str, str]:
        return {"canonical_url": self.item_link(page)}
