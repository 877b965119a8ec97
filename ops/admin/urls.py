"""URLs of the pages "Background work" and "State of the system", below ``/admin/``."""

from django.urls import path

from accounts.admin.menu import administrator_required
from ops.admin import views
from ops.admin.system_state import SystemStateView

urlpatterns = [
    path(
        "tinh-trang-he-thong/",
        administrator_required(SystemStateView.as_view()),
        name="system_state",
    ),
    path("viec-nen/", administrator_required(views.JobsView.as_view()), name="jobs"),
    path("viec-nen/<uuid:pk>/lam-lai/", administrator_required(views.retry), name="jobs_retry"),
    path("viec-nen/<uuid:pk>/bo/", administrator_required(views.discard), name="jobs_discard"),
]
