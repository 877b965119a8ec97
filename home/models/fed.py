"""Index pages with an RSS feed."""

from typing import Any

from django.db import models
from django.http import HttpResponse
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.models import Page

from home.addresses import home_page, page_path
from home.feeds import FEED_FILE, PageFeed
from home.models.base import IndexPage
from sites.http import AgencyRequest


class FedIndexPage(RoutablePageMixin, IndexPage):
    """Index page with a feed at its own URL and ``rss.xml``."""

    class Meta:
        abstract = True

    def told(self) -> models.QuerySet:
        """Return the pages of the feed, newest first; subclasses override it."""
        raise NotImplementedError

    @property
    def feed_path(self) -> str:
        """Return the URL path of the feed."""
        return page_path(self) + FEED_FILE

    # RoutablePageMixin adds a slash to every path; the URL itself has none.
    @path(f"{FEED_FILE}/")
    def rss(self, request: AgencyRequest, **kwargs: Any) -> HttpResponse:
        """Return the feed of the newest pages."""
        return PageFeed(self, request)(request)


def feeds_of_pages(request: AgencyRequest) -> list[tuple[str, str]]:
    """Return the title and the feed's path of each public index page with a feed.

    Registered with ``list_with_feeds``, for the page of feeds.
    """
    lists = Page.objects.child_of(home_page(request)).type(FedIndexPage).live().public()
    rows = lists.select_related("locale").order_by("path")
    return [(page.title, page_path(page) + FEED_FILE) for page in rows]
