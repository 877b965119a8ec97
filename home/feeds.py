"""RSS 2.0 feed of the pages below an index page.

See https://www.rssboard.org/rss-specification.
"""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, cast

from django.http import HttpRequest
from django.utils import timezone
from django.utils.feedgenerator import Enclosure
from django.utils.html import linebreaks

from channels.feeds.base import EntryFeed
from channels.feeds.entry import make_enclosure
from channels.feeds.rss import Rss
from channels.feeds.source import MAX_ITEMS
from content.vcard import remove_unprintable
from home.paths import get_page_path
from sites.localization.display import mark_untranslated
from sites.localization.segments import copy_without_foreign_parts
from sites.models import Agency
from sites.requests import AgencyRequest

FEED_FILE = "rss.xml"


@dataclass(frozen=True)
class PageFeedEntry:
    """Page on the website of ``agency``.

    ``page`` supplies ``lead``, ``feed_title``, ``feed_date``, ``feed_author``,
    ``feed_categories`` and ``feed_file``.
    """

    page: Any
    agency: Agency

    @property
    def id(self) -> str:
        """The same in every language."""
        return f"urn:uuid:{self.page.translation_key}"

    @property
    def title(self) -> str:
        """Title without control characters."""
        return remove_unprintable(self.page.feed_title)

    @property
    def html(self) -> str:
        """The lead as HTML paragraphs."""
        return linebreaks(remove_unprintable(self.page.lead), autoescape=True)

    @property
    def url(self) -> str:
        """URL of the page."""
        return self.agency.root_url + get_page_path(self.page)

    @property
    def canonical_url(self) -> str:
        """The URL of the page, which is on one website only."""
        return self.url

    @property
    def author(self) -> str:
        """Name of the author, or of the agency."""
        return remove_unprintable(self.page.feed_author) or self.agency.name

    @property
    def published(self) -> datetime:
        """Beginning of the page's day."""
        return timezone.make_aware(datetime.combine(self.page.feed_date, time.min))

    @property
    def updated(self) -> datetime:
        """Time when the page was last published."""
        return self.page.last_published_at or self.published

    @property
    def categories(self) -> list[str]:
        """Labels of the categories, without control characters."""
        return [remove_unprintable(category) for category in self.page.feed_categories]

    @property
    def files(self) -> list[Enclosure]:
        """The file to download, if the page has one."""
        file = self.page.feed_file
        return [make_enclosure(file, self.agency)] if file else []


@dataclass(frozen=True)
class PageFeedSource:
    """Pages below ``index``, a ``FeedMixin`` whose ``list_feed_pages`` returns them."""

    agency: Agency
    index: Any

    @property
    def language(self) -> str:
        """Language of title and description, which are those of the index page."""
        return self.index.locale.language_code

    @property
    def title(self) -> str:
        """Title of the feed."""
        return remove_unprintable(f"{self.index.title} · {self.agency.heading}")

    @property
    def description(self) -> str:
        """Description of the feed."""
        return remove_unprintable(self.index.lead or self.agency.name)

    @property
    def page(self) -> str:
        """Path of the page that lists the same."""
        return get_page_path(self.index)

    def get_path(self, file: str) -> str:
        """Return the path of a feed by its last part."""
        return self.page + file

    def list_entries(self) -> list[PageFeedEntry]:
        """Return the newest pages, at most ``MAX_ITEMS``."""
        pages = mark_untranslated(self.index.list_feed_pages()[:MAX_ITEMS])
        pages = [copy_without_foreign_parts(page) for page in pages]
        return [PageFeedEntry(page, self.agency) for page in pages if page.title]


class PageFeed(EntryFeed):
    """Feed of the newest pages of an index page; to be called with the request and ``index``."""

    file = FEED_FILE
    feed_type = Rss

    def get_object(self, request: HttpRequest, *args: object, **kwargs: Any) -> PageFeedSource:
        return PageFeedSource(cast(AgencyRequest, request).agency, kwargs["index"])
