"""URLs of the page "Background work", below ``/admin/``."""

from django.urls import path

from accounts.admin.menu import administrator_required
from ops.admin import views

urlpatterns = [
    path("viec-nen/", administrator_required(views.JobsView.as_view()), name="jobs"),
    path("viec-nen/<uuid:pk>/lam-lai/", administrator_required(views.retry), name="jobs_retry"),
    path("viec-nen/<uuid:pk>/bo/", administrator_required(views.discard), name="jobs_discard"),
]
