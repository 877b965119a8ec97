"""Zalo channel: officials and villages have groups there."""

from django.utils.translation import gettext_lazy

from bulletins.channels.base import Channel, Offer, Text
from bulletins.channels.edition import Edition
from bulletins.channels.message import heading, paragraphs


class Zalo(Channel):
    """Post with title, instruction, summary, contacts and URL."""

    name = "zalo"
    label = gettext_lazy("Zalo")
    hint = gettext_lazy("For groups and the unit's own account. The link shows title and summary.")
    icon = "comment"

    def offers(self, edition: Edition) -> list[Offer]:
        with edition.in_its_language():
            text = "\n\n".join([heading(edition), *paragraphs(edition, whole=False)])
        return [Text("post", gettext_lazy("Post"), text)]
