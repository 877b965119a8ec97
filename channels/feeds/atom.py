"""Atom 1.0 feed (RFC 4287), with tombstones of withdrawn bulletins (RFC 6721)."""

from typing import Any
from xml.sax.xmlreader import AttributesImpl

from django.utils.feedgenerator import Atom1Feed, rfc3339_date
from django.utils.xmlutils import SimplerXMLGenerator

from channels.feeds.base import BulletinFeed, FeedDatesMixin
from channels.feeds.entry import make_entry_id
from channels.feeds.source import FeedSource
from content.vcard import remove_unprintable

TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"


class Atom(FeedDatesMixin, Atom1Feed):
    """Django's Atom generator with language and canonical link of each entry, and tombstones."""

    def root_attributes(self) -> dict[str, str]:
        return super().root_attributes() | {"xmlns:at": TOMBSTONES}

    def item_attributes(self, item: dict[str, Any]) -> dict[str, str]:
        return {"xml:lang": item["language"]}

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        canon = {"rel": "canonical", "href": item["canonical_url"]}
        handler.addQuickElement("link", "", canon)

    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        super().add_root_elements(handler)
        # The schema of RFC 4287 has extension elements before the entries.
        for bulletin in self.feed["withdrawn"]:
            gone = {"ref": make_entry_id(bulletin), "when": rfc3339_date(bulletin.withdrawn_at)}
            handler.startElement("at:deleted-entry", AttributesImpl(gone))
            handler.addQuickElement("at:comment", remove_unprintable(bulletin.closing_words))
            handler.endElement("at:deleted-entry")


class AtomFeed(BulletinFeed):
    """Atom feed of the bulletins in force and of those withdrawn lately."""

    file = "atom.xml"
    feed_type = Atom

    def feed_extra_kwargs(self, channel: FeedSource) -> dict[str, Any]:
        return {"withdrawn": list(channel.list_withdrawn())}
