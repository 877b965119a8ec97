"""URLs of invitations, below ``/tai-khoan/loi-moi/``."""

from django.urls import path

from accounts import invitation_views as views

urlpatterns = [
    path("", views.InvitationView.as_view(), name="invitation"),
    path("<str:token>/", views.follow, name="follow_invitation"),
]
