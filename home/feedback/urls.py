"""URLs of citizens' messages in the admin."""

from django.urls import path

from home.feedback.counts import FeedbackCountsView
from home.feedback.desk import FeedbackListing, FeedbackUnitsView, FeedbackView

app_name = "feedback"
urlpatterns = [
    path("gop-y/", FeedbackUnitsView.as_view(), name="units"),
    path("gop-y/<int:agency>/", FeedbackListing.as_view(), name="unit"),
    path(
        "gop-y/<int:agency>/ket-qua/",
        FeedbackListing.as_view(results_only=True),
        name="unit_results",
    ),
    path("gop-y/tin/<int:pk>/", FeedbackView.as_view(), name="read"),
    path("gop-y/so-lieu/", FeedbackCountsView.as_view(), name="counts"),
    path(
        "gop-y/so-lieu/ket-qua/",
        FeedbackCountsView.as_view(results_only=True),
        name="counts_results",
    ),
]
