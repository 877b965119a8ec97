"""Atom feed of the latest CAP message of each emergency, for warning systems."""

from datetime import datetime
from typing import Any
from urllib.parse import urljoin

from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import linebreaks
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.xmlutils import SimplerXMLGenerator

from bulletins.models import Bulletin
from channels.cap.document import list_paragraphs
from channels.cap.messages import Message, build_alert_chains
from channels.feeds.base import CategoryFeedMixin, FeedDatesMixin
from channels.feeds.source import FeedSource
from content.vcard import remove_unprintable


class CapAtom(FeedDatesMixin, Atom1Feed):
    """Generator whose entries link to the message, and to the page for readers."""

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        page = urljoin(self.feed["link"], item["page"])
        related = {"rel": "related", "type": "text/html", "href": page}
        handler.addQuickElement("link", "", related)


class CapFeed(CategoryFeedMixin):
    """Feed of CAP messages, one for each emergency.

    It has emergencies in force, those that ended in the last 24 hours, and those withdrawn lately.
    """

    file = "cap.atom"
    feed_type = CapAtom

    def title(self, channel: FeedSource) -> str:
        return _("Emergencies · %(agency)s") % {"agency": channel.agency.heading}

    def items(self, channel: FeedSource) -> list[Message]:
        agency = channel.agency
        sources = [*Bulletin.objects.with_banner_on(agency), *channel.list_withdrawn()]
        chains = build_alert_chains(sources, agency.active_parent or agency)
        latest = [chain[-1] for chain in chains.values() if chain]
        return sorted(latest, key=lambda message: message.action.at, reverse=True)

    def item_title(self, message: Message) -> str:
        return remove_unprintable(_get_text(message).title)

    def item_description(self, message: Message) -> str:
        paragraphs = list_paragraphs(message, _get_text(message))
        return linebreaks(remove_unprintable("\n\n".join(paragraphs)), autoescape=True)

    def item_link(self, message: Message) -> str:
        return reverse("bulletin_cap", args=[message.source.slug, message.number])

    def item_guid(self, message: Message) -> str:
        return message.identifier

    def item_author_name(self, message: Message) -> str:
        return message.issuer.name

    def item_pubdate(self, message: Message) -> datetime:
        return message.action.at

    item_updateddate = item_pubdate

    def item_categories(self, message: Message) -> list[str]:
        return [message.source.get_category_display()]

    def item_extra_kwargs(self, message: Message) -> dict[str, str]:
        return {"page": message.source.path}


def _get_text(message: Message) -> Bulletin:
    texts = {text.language: text for text in message.texts}
    return texts.get(get_language() or "", message.source)
