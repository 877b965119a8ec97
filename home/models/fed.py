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
    """A list that feed readers can follow, at its own address and ``rss.xml``."""

    class Meta:
        abstract = True

    def told(self) -> models.QuerySet:
        """What the feed has, the newest first; subclasses say which."""
        raise NotImplementedError

    @property
    def feed_path(self) -> str:
        return page_path(self) + FEED_FILE

    # Wagtail's routing ends every path with a slash; the address itself has none.
    @path(f"{FEED_FILE}/")
    def rss(self, request: AgencyRequest, **kwargs: Any) -> HttpResponse:
        """The newest pages for feed readers."""
        return PageFeed(self, request)(request)


def feeds_of_pages(request: AgencyRequest) -> list[tuple[str, str]]:
    """Return the titles and feeds of the website's lists that have one, as far as all may read."""
    lists = Page.objects.child_of(home_page(request)).type(FedIndexPage).live().public()
    rows = lists.select_related("locale").order_by("path")
    return [(page.title, page_path(page) + FEED_FILE) for page in rows]
