"""A unit's news as RSS, at the address of their list (https://www.rssboard.org/rss-specification)."""

from datetime import datetime, time
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.html import linebreaks
from wagtail.models import Page

from bulletins.feeds.channel import MOST_ITEMS
from bulletins.feeds.printable import printable
from bulletins.feeds.rss import Rss
from home.addresses import page_path
from home.news.topics import topics_in
from sites.http import AgencyRequest

FEED_FILE = "rss.xml"


class NewsFeed(Feed):
    """The newest articles of one list."""

    feed_type = Rss
    item_guid_is_permalink = False

    def __init__(self, index: Any, request: AgencyRequest) -> None:
        self.index, self.agency = index, request.agency

    def __call__(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = super().__call__(request, *args, **kwargs)
        # The date of the newest item says nothing of one that has gone; the ETag does.
        del response["Last-Modified"]
        return response

    def title(self) -> str:
        return printable(f"{self.index.title} · {self.agency.heading}")

    def description(self) -> str:
        return printable(self.index.lead or self.agency.name)

    def link(self) -> str:
        return page_path(self.index)

    def feed_url(self) -> str:
        return page_path(self.index) + FEED_FILE

    def author_name(self) -> str:
        return self.agency.name

    def items(self) -> list[Page]:
        return list(self.index.articles()[:MOST_ITEMS])

    def item_title(self, article: Any) -> str:
        return printable(article.title)

    def item_description(self, article: Any) -> str:
        return linebreaks(printable(article.lead), autoescape=True)

    def item_link(self, article: Any) -> str:
        return self.agency.root_url + page_path(article)

    def item_guid(self, article: Any) -> str:
        return f"urn:uuid:{article.translation_key}"

    def item_author_name(self, article: Any) -> str:
        return printable(article.author_name) or self.agency.name

    def item_pubdate(self, article: Any) -> datetime:
        return timezone.make_aware(datetime.combine(article.date, time.min))

    def item_updateddate(self, article: Any) -> datetime:
        return article.last_published_at or self.item_pubdate(article)

    def item_categories(self, article: Any) -> list[str]:
        return [article.get_category_display(), *topics_in(printable(article.topics)).values()]

    def item_extra_kwargs(self, article: Any) -> dict[str, str]:
        return {"canonical_url": self.item_link(article)}
