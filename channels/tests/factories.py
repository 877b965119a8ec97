"""A bulletin as a unit tells it, without anything that does not matter to a test."""

from bulletins.selectors.localized import LocalizedBulletin
from channels.selectors.context import ChannelContext
from tests.factories import publish_bulletin


def make_channel_context(agency, title="Họp thôn", **fields):
    bulletin = publish_bulletin(title, **fields)
    return ChannelContext(LocalizedBulletin(bulletin, bulletin), agency)


def get_texts(channel, told):
    return {offer.name: offer for offer in channel.list_offers(told)}
