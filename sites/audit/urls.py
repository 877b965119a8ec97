"""URLs of the journal in the admin."""

from django.urls import path

from sites.audit.views import AuditView

app_name = "audit"
urlpatterns = [
    path("", AuditView.as_view(), name="index"),
    path("results/", AuditView.as_view(results_only=True), name="results"),
]
