"""URLs of "Background work", "State of the system" and its errors, below ``/admin/``."""

from django.urls import path

from accounts.admin.menu import administrator_required
from ops.admin import errors, views
from ops.admin.system_state import SystemStateView

urlpatterns = [
    path(
        "tinh-trang-he-thong/",
        administrator_required(SystemStateView.as_view()),
        name="system_state",
    ),
    path(
        "tinh-trang-he-thong/loi/",
        administrator_required(errors.ErrorListView.as_view()),
        name="errors",
    ),
    path(
        "tinh-trang-he-thong/loi/<str:code>/",
        administrator_required(errors.ErrorKindView.as_view()),
        name="error_kind",
    ),
    path(
        "tinh-trang-he-thong/loi/<str:code>/da-xu-ly/",
        administrator_required(errors.handle_error),
        name="error_handle",
    ),
    path(
        "tinh-trang-he-thong/loi/<str:code>/mo-lai/",
        administrator_required(errors.reopen_error),
        name="error_reopen",
    ),
    path("viec-nen/", administrator_required(views.JobsView.as_view()), name="jobs"),
    path("viec-nen/<uuid:pk>/lam-lai/", administrator_required(views.retry), name="jobs_retry"),
    path("viec-nen/<uuid:pk>/bo/", administrator_required(views.discard), name="jobs_discard"),
]
