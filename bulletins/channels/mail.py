"""E-mail channel."""

from django.utils.translation import gettext_lazy

from bulletins.channels.base import Channel, Offer, Text
from bulletins.channels.edition import Edition
from bulletins.channels.message import heading, paragraphs


class Mail(Channel):
    """Subject and text of an e-mail, with the whole text of the bulletin."""

    name = "mail"
    label = gettext_lazy("E-mail")
    icon = "mail"

    def offers(self, edition: Edition) -> list[Offer]:
        with edition.in_its_language():
            subject = heading(edition)
            text = "\n\n".join(paragraphs(edition, whole=True))
        return [
            Text("subject", gettext_lazy("Subject"), subject),
            Text("text", gettext_lazy("Letter"), text),
        ]
