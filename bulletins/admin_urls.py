"""Addresses below ``/admin/`` of the screens about bulletins; people read them."""

from django.urls import path

from bulletins.approval.review import BulletinReviewView

urlpatterns = [
    path("ban-tin/<int:pk>/duyet/", BulletinReviewView.as_view(), name="bulletin_review"),
]
