"""RSS 2.0 feed (https://www.rssboard.org/rss-specification)."""

from typing import Any

from django.utils.feedgenerator import Enclosure, Rss201rev2Feed, rfc3339_date
from django.utils.xmlutils import SimplerXMLGenerator

from channels.feeds.base import BulletinFeed, FeedDatesMixin
from channels.feeds.entry import FeedEntry, make_recording_enclosure


class Rss(FeedDatesMixin, Rss201rev2Feed):
    """Django's RSS generator with Atom elements for what RSS lacks.

    These are the time of an item's last change, its canonical link, and its recordings with their
    languages.
    """

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        handler.addQuickElement("atom:updated", rfc3339_date(item["updateddate"]))
        canon = {"rel": "canonical", "href": item["canonical_url"]}
        handler.addQuickElement("atom:link", "", canon)
        for sound in item.get("recordings", ()):
            handler.addQuickElement("atom:link", "", {"rel": "enclosure"} | sound)


class RssFeed(BulletinFeed):
    """RSS feed of the bulletins in force."""

    file = "rss.xml"
    feed_type = Rss

    def item_enclosures(self, entry: FeedEntry) -> list[Enclosure]:
        # RSS has one enclosure per item at most.
        return entry.files[:1]

    def item_extra_kwargs(self, entry: FeedEntry) -> dict[str, Any]:
        recordings = [
            {
                "href": enclosure.url,
                "type": enclosure.mime_type,
                "length": enclosure.length,
                "hreflang": recording.language.code,
                "title": recording.language.listen_label,
            }
            for recording in entry.recordings
            for enclosure in [make_recording_enclosure(recording, entry.agency)]
        ]
        return super().item_extra_kwargs(entry) | {"recordings": recordings}
