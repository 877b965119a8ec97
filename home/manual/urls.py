"""URLs of the manual in the admin."""

from django.urls import path

from home.manual import views

urlpatterns = [
    path("huong-dan/", views.ManualView.as_view(), name="manual"),
    path("huong-dan/images/<slug:name>.png", views.picture, name="manual_picture"),
    path("huong-dan/<slug:name>/", views.ManualPageView.as_view(), name="manual_page"),
]
