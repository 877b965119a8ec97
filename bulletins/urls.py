from django.urls import path

from bulletins import listing, views
from bulletins.channels.wifi.view import wifi
from bulletins.feeds import BulletinFeed

urlpatterns = [
    path("", listing.bulletin_list, name="bulletins"),
    path("luu-tru/", listing.archive, name="bulletins_archive"),
    path("rss.xml", BulletinFeed(), name="bulletins_rss"),
    path("<slug:slug>/", views.bulletin, name="bulletin"),
    path("<slug:slug>/wifi/", wifi, name="bulletin_wifi"),
]
