"""URLs of the page "Background work", below ``/admin/``."""

from django.urls import path

from accounts.admin.menu import for_administrators
from ops.admin import views

urlpatterns = [
    path("viec-nen/", for_administrators(views.JobsView.as_view()), name="jobs"),
    path("viec-nen/<uuid:pk>/lam-lai/", for_administrators(views.retry), name="jobs_retry"),
    path("viec-nen/<uuid:pk>/bo/", for_administrators(views.discard), name="jobs_discard"),
]
