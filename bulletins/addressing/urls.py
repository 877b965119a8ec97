"""URLs below ``/admin/bulletins/audience/``, requested while an audience is being chosen."""

from django.urls import path

from bulletins.addressing.views import ReachView, UnitsView

app_name = "audience"
urlpatterns = [
    path("reach/", ReachView.as_view(), name="reach"),
    path("units/", UnitsView.as_view(), name="units"),
]
