"""Feeds of the whole province, on the province's own website."""

from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control

from channels.feeds.atom import AtomFeed
from channels.feeds.base import WebsiteFeed
from channels.feeds.json_feed import JsonBulletinFeed
from channels.feeds.rss import RssFeed
from channels.feeds.source import ProvinceFeedSource
from sites.models import Kind
from sites.requests import AgencyRequest


class ProvinceFeedMixin(WebsiteFeed):
    """Mixin that makes a feed cover the bulletins of all websites.

    Answers 404 on any website but the province's.
    """

    def __call__(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = super().__call__(request, *args, **kwargs)
        # Not cached: bulletins of other websites change without this website's cache versions.
        patch_cache_control(response, private=True, no_cache=True)
        return response

    def get_object(
        self, request: HttpRequest, *args: object, **kwargs: object
    ) -> ProvinceFeedSource:
        agency = cast(AgencyRequest, request).agency
        if agency.kind != Kind.PROVINCE:
            raise Http404
        return ProvinceFeedSource(agency)


class ProvinceRssFeed(ProvinceFeedMixin, RssFeed):
    """RSS feed of the whole province."""


class ProvinceAtomFeed(ProvinceFeedMixin, AtomFeed):
    """Atom feed of the whole province."""


class ProvinceJsonFeed(ProvinceFeedMixin, JsonBulletinFeed):
    """JSON feed of the whole province."""
