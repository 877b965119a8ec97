"""The feeds of the whole province, on the province's own website."""

from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control

from bulletins.feeds.atom import AtomFeed
from bulletins.feeds.channel import ProvinceChannel
from bulletins.feeds.feed import WebsiteFeed
from bulletins.feeds.json_feed import JsonBulletinFeed
from bulletins.feeds.rss import RssFeed
from sites.http import AgencyRequest
from sites.models import Kind


class OfTheProvince(WebsiteFeed):
    """Makes a feed one of everything that any website shows."""

    def __call__(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = super().__call__(request, *args, **kwargs)
        # What is for other websites changes without this one's numbers, so no cache keeps it.
        patch_cache_control(response, private=True, no_cache=True)
        return response

    def get_object(self, request: HttpRequest, *args: object, **kwargs: object) -> ProvinceChannel:
        agency = cast(AgencyRequest, request).agency
        if agency.kind != Kind.PROVINCE:
            raise Http404
        return ProvinceChannel(agency)


class ProvinceRssFeed(OfTheProvince, RssFeed):
    """The whole province, as RSS."""


class ProvinceAtomFeed(OfTheProvince, AtomFeed):
    """The whole province, as Atom."""


class ProvinceJsonFeed(OfTheProvince, JsonBulletinFeed):
    """The whole province, as JSON."""
