"""Atom feeds of the latest CAP message of each emergency, for warning systems."""

from datetime import datetime
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import linebreaks
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.xmlutils import SimplerXMLGenerator

from bulletins.models import Bulletin
from channels.cap.document import get_page_url, list_paragraphs
from channels.cap.messages import Message, MessageType, build_alert_chains
from channels.feeds.base import CategoryFeedMixin, FeedDatesMixin
from channels.feeds.province import ProvinceFeedMixin
from channels.feeds.source import FeedSource
from content.vcard import remove_unprintable


class CapAtom(FeedDatesMixin, Atom1Feed):
    """Generator whose entries link to the message, and to the page for readers."""

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        related = {"rel": "related", "type": "text/html", "href": item["page"]}
        handler.addQuickElement("link", "", related)


class AlertEntry(NamedTuple):
    """Message in a feed, with the URL of its page for readers."""

    message: Message
    page: str


class CapFeed(CategoryFeedMixin):
    """Feed of CAP messages, one for each emergency.

    It has emergencies in force, those that ended in the last 24 hours, and those withdrawn lately.
    """

    file = "cap.atom"
    feed_type = CapAtom

    def title(self, channel: FeedSource) -> str:
        return _("Emergencies · %(agency)s") % {"agency": channel.agency.heading}

    def items(self, channel: FeedSource) -> list[AlertEntry]:
        agency = channel.agency
        sources = [*channel.list_pressing(), *channel.list_withdrawn()]
        chains = build_alert_chains(sources, agency.active_parent or agency)
        latest = [chain[-1] for chain in chains.values() if chain]
        latest.sort(key=lambda message: message.action.at, reverse=True)
        return [AlertEntry(message, self.get_page(channel, message)) for message in latest]

    def get_page(self, channel: FeedSource, message: Message) -> str:
        """Return the URL of the page for readers: on the website that was asked."""
        return channel.agency.root_url + message.source.path

    def item_title(self, entry: AlertEntry) -> str:
        return remove_unprintable(_get_text(entry.message).title)

    def item_description(self, entry: AlertEntry) -> str:
        text = _get_text(entry.message)
        # What to do comes first, as on the website.
        is_wrong = entry.message.type == MessageType.CANCEL
        instruction = "" if is_wrong else text.instruction
        paragraphs = filter(None, [instruction, *list_paragraphs(entry.message, text)])
        return linebreaks(remove_unprintable("\n\n".join(paragraphs)), autoescape=True)

    def item_link(self, entry: AlertEntry) -> str:
        return reverse("bulletin_cap", args=[entry.message.source.slug, entry.message.number])

    def item_guid(self, entry: AlertEntry) -> str:
        return entry.message.identifier

    def item_author_name(self, entry: AlertEntry) -> str | None:
        issuer = entry.message.issuer
        return issuer.name if issuer else None

    def item_pubdate(self, entry: AlertEntry) -> datetime:
        return entry.message.action.at

    item_updateddate = item_pubdate

    def item_categories(self, entry: AlertEntry) -> list[str]:
        return [entry.message.source.get_category_display()]

    def item_extra_kwargs(self, entry: AlertEntry) -> dict[str, str]:
        return {"page": entry.page}


class ProvinceCapFeed(ProvinceFeedMixin, CapFeed):
    """Feed of the CAP messages of the whole province, whatever the audience.

    The province's website serves the messages too, so that a warning system asks one host.
    """

    def title(self, channel: FeedSource) -> str:
        return _("Emergencies of the whole province · %(agency)s") % {
            "agency": channel.agency.heading
        }

    def get_page(self, channel: FeedSource, message: Message) -> str:
        return get_page_url(message.source, channel.find_carrier(message.source))


def _get_text(message: Message) -> Bulletin:
    texts = {text.language: text for text in message.texts}
    return texts.get(get_language() or "", message.source)
