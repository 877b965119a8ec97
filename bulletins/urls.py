"""Public URLs of bulletins, below ``/ban-tin/`` on every website."""

from django.urls import include, path

from bulletins import listing, views
from bulletins.channels.wifi.view import wifi

urlpatterns = [
    path("", listing.bulletin_list, name="bulletins"),
    path("luu-tru/", listing.archive, name="bulletins_archive"),
    path("", include("bulletins.feeds.urls")),
    path("<slug:slug>/", views.bulletin, name="bulletin"),
    path("<slug:slug>/wifi/", wifi, name="bulletin_wifi"),
]
