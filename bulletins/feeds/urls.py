"""URLs of feeds, calendar, CAP messages and embedded list, below those of bulletins."""

from django.urls import path

from bulletins.feeds.atom import AtomFeed
from bulletins.feeds.calendar import calendar
from bulletins.feeds.cap.feed import CapFeed
from bulletins.feeds.cap.views import cap_message
from bulletins.feeds.embed import embed
from bulletins.feeds.json_feed import JsonBulletinFeed
from bulletins.feeds.province import ProvinceAtomFeed, ProvinceJsonFeed, ProvinceRssFeed
from bulletins.feeds.rss import RssFeed
from bulletins.feeds.sources import sources

urlpatterns = [
    path("rss.xml", RssFeed(), name="bulletins_rss"),
    path("atom.xml", AtomFeed(), name="bulletins_atom"),
    path("feed.json", JsonBulletinFeed(), name="bulletins_json"),
    path("the-loai/<slug:category>/rss.xml", RssFeed()),
    path("the-loai/<slug:category>/atom.xml", AtomFeed()),
    path("the-loai/<slug:category>/feed.json", JsonBulletinFeed()),
    path("toan-tinh/rss.xml", ProvinceRssFeed()),
    path("toan-tinh/atom.xml", ProvinceAtomFeed()),
    path("toan-tinh/feed.json", ProvinceJsonFeed()),
    path("lich.ics", calendar, name="bulletins_calendar"),
    path("cap.atom", CapFeed(), name="bulletins_cap"),
    path("<slug:slug>/cap.xml", cap_message, name="bulletin_cap"),
    path("<slug:slug>/cap/<int:number>.xml", cap_message, name="bulletin_cap"),
    path("nguon-tin/", sources, name="bulletins_sources"),
    path("nhung/", embed, name="bulletins_embed"),
]
