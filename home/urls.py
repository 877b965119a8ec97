"""URLs of the feedback form and receipt on a website, below ``/gop-y/``."""

from django.urls import path

from home.views.feedback import receipt, write_feedback

urlpatterns = [
    path("", write_feedback, name="feedback_write"),
    path("<str:number>/", receipt, name="feedback_receipt"),
]
