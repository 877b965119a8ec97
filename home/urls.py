"""URLs of what readers say to a unit on its website, below ``/gop-y/``."""

from django.urls import path

from home.views.feedback import follow_feedback, write_feedback
from home.views.ratings import rate_page, thank_for_rating

urlpatterns = [
    path("", write_feedback, name="feedback_write"),
    path("tra-cuu/", follow_feedback, name="feedback_follow"),
    path("huu-ich/", rate_page, name="rating"),
    path("cam-on/", thank_for_rating, name="rating_thanks"),
    path("<str:number>/", follow_feedback, name="feedback_receipt"),
]
