"""URL of the unsubscribe links in e-mails."""

from django.urls import path

from members.views import UnsubscribeView

urlpatterns = [
    path("ngung/<str:token>/", UnsubscribeView.as_view(), name="unsubscribe"),
]
