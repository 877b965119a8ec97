"""URLs of the page "Background work", below ``/admin/``."""

from django.urls import path

from ops.jobs import screens
from sites.approval.screens import for_administrators

urlpatterns = [
    path("viec-nen/", for_administrators(screens.JobsView.as_view()), name="jobs"),
    path("viec-nen/<uuid:pk>/lam-lai/", for_administrators(screens.retry), name="jobs_retry"),
    path("viec-nen/<uuid:pk>/bo/", for_administrators(screens.discard), name="jobs_discard"),
]
