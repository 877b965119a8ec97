"""Base classes of all feeds, whatever their format and subject."""

from datetime import datetime, time
from typing import Any, cast

from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.feedgenerator import Enclosure, SyndicationFeed

from bulletins.models import Category
from channels.feeds.entry import FeedEntry
from channels.feeds.source import FeedSource
from sites.requests import AgencyRequest


class WebsiteFeed(Feed):
    """Feed of a website.

    `file`: last part of its path. ``get_object`` returns its subject, such as a
    ``FeedSource``, with ``agency``, ``language``, ``page`` and ``get_path()``.
    """

    file: str
    item_guid_is_permalink = False

    def get_feed(self, obj: Any, request: HttpRequest) -> SyndicationFeed:
        feed = super().get_feed(obj, request)
        # Django names the active language, which title and description may not be in.
        feed.feed["language"] = obj.language
        return feed

    def __call__(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = super().__call__(request, *args, **kwargs)
        # The date of the newest item does not change when an item is removed; the ETag does.
        del response["Last-Modified"]
        return response

    def author_name(self, channel: Any) -> str:
        return channel.agency.name

    def link(self, channel: Any) -> str:
        return channel.page

    def feed_url(self, channel: Any) -> str:
        return channel.get_path(self.file)

    def feed_guid(self, channel: Any) -> str:
        return channel.agency.root_url + channel.get_path(self.file)


class EntryFeed(WebsiteFeed):
    """Feed whose subject has a ``title``, a ``description`` and ``entries()``.

    Entries have the properties of ``FeedEntry`` that are asked for here.
    """

    def title(self, channel: Any) -> str:
        return channel.title

    def description(self, channel: Any) -> str:
        return channel.description

    subtitle = description

    def items(self, channel: Any) -> list[Any]:
        return channel.list_entries()

    def item_title(self, entry: Any) -> str:
        return entry.title

    def item_description(self, entry: Any) -> str:
        return entry.html

    def item_link(self, entry: Any) -> str:
        return entry.url

    def item_guid(self, entry: Any) -> str:
        return entry.id

    def item_author_name(self, entry: Any) -> str | None:
        return entry.author

    def item_pubdate(self, entry: Any) -> datetime:
        return entry.published

    def item_updateddate(self, entry: Any) -> datetime:
        return entry.updated

    def item_categories(self, entry: Any) -> list[str]:
        return entry.categories

    def item_enclosures(self, entry: Any) -> list[Enclosure]:
        return entry.files

    def item_extra_kwargs(self, entry: Any) -> dict[str, Any]:
        return {"canonical_url": entry.canonical_url}


class CategoryFeedMixin(WebsiteFeed):
    """Feed of the requested website, or of one category of its bulletins.

    Answers 404 for an unknown category.
    """

    def get_object(self, request: HttpRequest, category: str = "", **kwargs: object) -> FeedSource:
        agency = cast(AgencyRequest, request).agency
        if category and category not in Category.values:
            raise Http404
        return FeedSource(agency, Category(category) if category else None)


class BulletinFeed(CategoryFeedMixin, EntryFeed):
    """Feed of the bulletins in force."""

    def item_extra_kwargs(self, entry: FeedEntry) -> dict[str, Any]:
        return super().item_extra_kwargs(entry) | {
            "language": entry.bulletin.text.language,
            "text": entry.text,
        }


class FeedDatesMixin(SyndicationFeed):
    """Feed generator whose date stays the same as long as nothing in the feed changes.

    Django gives an empty feed the current time, so that no cached copy would stay valid.
    """

    def latest_post_date(self) -> datetime:
        dates: list[Any] = [item["updateddate"] for item in self.items]
        dates += [bulletin.withdrawn_at for bulletin in self.feed.get("withdrawn", ())]
        today = datetime.combine(timezone.localdate(), time.min)
        return max(dates, default=timezone.make_aware(today))
