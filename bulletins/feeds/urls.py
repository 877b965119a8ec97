from django.urls import path

from bulletins.feeds.atom import AtomFeed
from bulletins.feeds.calendar import calendar
from bulletins.feeds.cap.feed import CapFeed
from bulletins.feeds.cap.views import cap_message
from bulletins.feeds.embed import embed
from bulletins.feeds.json_feed import JsonBulletinFeed
from bulletins.feeds.rss import RssFeed
from bulletins.feeds.sources import sources

CATEGORY = "the-loai/<slug:category>/"

urlpatterns = [
    path("rss.xml", RssFeed(), name="bulletins_rss"),
    path("atom.xml", AtomFeed(), name="bulletins_atom"),
    path("feed.json", JsonBulletinFeed(), name="bulletins_json"),
    path(f"{CATEGORY}rss.xml", RssFeed(), name="bulletins_rss"),
    path(f"{CATEGORY}atom.xml", AtomFeed(), name="bulletins_atom"),
    path(f"{CATEGORY}feed.json", JsonBulletinFeed(), name="bulletins_json"),
    path("lich.ics", calendar, name="bulletins_calendar"),
    path("nguon-tin/", sources, name="bulletins_sources"),
    path("nhung/", embed, name="bulletins_embed"),
    path("cap.atom", CapFeed(), name="bulletins_cap"),
    path("<slug:slug>/cap.xml", cap_message, name="bulletin_cap"),
    path("<slug:slug>/cap/<int:number>.xml", cap_message, name="bulletin_cap"),
]
