"""A bulletin as a unit tells it, without anything that does not matter to a test."""

from bulletins.selectors.localized import Notice
from channels.selectors.context import Edition
from tests.content import publish


def edition(agency, title="Họp thôn", **fields):
    bulletin = publish(title, **fields)
    return Edition(Notice(bulletin, bulletin), agency)


def texts(channel, told):
    return {offer.name: offer for offer in channel.offers(told)}
