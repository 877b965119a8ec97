"""URLs of the search on each website, below ``/tim-kiem/``."""

from django.urls import path

from search import views

urlpatterns = [
    path("", views.results, name="search"),
    path("goi-y/", views.suggestions, name="search_suggestions"),
    path("goi-y/trinh-duyet/", views.browser_suggestions, name="browser_suggestions"),
    path("mo-ta.xml", views.description, name="search_description"),
]
