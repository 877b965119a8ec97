"""E-mail channel and Zalo channel; officials and villages have groups on Zalo."""

from django.utils.translation import gettext_lazy

from channels.formats.base import Channel, Offer, Text
from channels.formats.message import format_heading, list_paragraphs
from channels.selectors.context import ChannelContext


class EmailChannel(Channel):
    """Subject and text of an e-mail, with the whole text of the bulletin."""

    name = "mail"
    label = gettext_lazy("E-mail")
    icon = "mail"

    def list_offers(self, context: ChannelContext) -> list[Offer]:
        with context.activate_language():
            subject = format_heading(context)
            text = "\n\n".join(list_paragraphs(context, whole=True))
        return [
            Text("subject", gettext_lazy("Subject"), subject),
            Text("text", gettext_lazy("Letter"), text),
        ]


class Zalo(Channel):
    """Post with title, instruction, summary, contacts and URL."""

    name = "zalo"
    label = gettext_lazy("Zalo")
    hint = gettext_lazy("For groups and the unit's own account. The link shows title and summary.")
    icon = "comment"

    def list_offers(self, context: ChannelContext) -> list[Offer]:
        with context.activate_language():
            text = "\n\n".join([format_heading(context), *list_paragraphs(context, whole=False)])
        return [Text("post", gettext_lazy("Post"), text)]
