from django.urls import path

from bulletins.feeds.atom import AtomFeed
from bulletins.feeds.json_feed import JsonBulletinFeed
from bulletins.feeds.rss import RssFeed

CATEGORY = "the-loai/<slug:category>/"

urlpatterns = [
    path("rss.xml", RssFeed(), name="bulletins_rss"),
    path("atom.xml", AtomFeed(), name="bulletins_atom"),
    path("feed.json", JsonBulletinFeed(), name="bulletins_json"),
    path(f"{CATEGORY}rss.xml", RssFeed(), name="bulletins_rss"),
    path(f"{CATEGORY}atom.xml", AtomFeed(), name="bulletins_atom"),
    path(f"{CATEGORY}feed.json", JsonBulletinFeed(), name="bulletins_json"),
]
