"""URLs of feeds, calendar, CAP messages and embedded list, below those of bulletins."""

from django.urls import path

from channels.cap.feed import CapFeed, ProvinceCapFeed
from channels.feeds.atom import AtomFeed
from channels.feeds.calendar import calendar
from channels.feeds.json_feed import JsonBulletinFeed
from channels.feeds.province import (
    ProvinceAtomFeed,
    ProvinceJsonFeed,
    ProvinceRssFeed,
)
from channels.feeds.rss import RssFeed
from channels.views import cap_message, embed, poster, sources, wifi

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
    path("toan-tinh/cap.atom", ProvinceCapFeed(), name="province_cap"),
    path("lich.ics", calendar, name="bulletins_calendar"),
    path("cap.atom", CapFeed(), name="bulletins_cap"),
    path("<slug:slug>/cap.xml", cap_message, name="bulletin_cap"),
    path("<slug:slug>/cap/<int:number>.xml", cap_message, name="bulletin_cap"),
    path("<slug:slug>/ap-phich.pdf", poster, name="bulletin_poster"),
    path("<slug:slug>/wifi/", wifi, name="bulletin_wifi"),
    path("nguon-tin/", sources, name="bulletins_sources"),
    path("nhung/", embed, name="bulletins_embed"),
]
