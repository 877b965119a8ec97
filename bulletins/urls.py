"""Public URLs of bulletins, below ``/ban-tin/`` on every website."""

from django.urls import path

from bulletins.views import detail, list

urlpatterns = [
    path("", list.bulletin_list, name="bulletins"),
    path("luu-tru/", list.archive, name="bulletins_archive"),
    path("<slug:slug>/", detail.bulletin, name="bulletin"),
]
