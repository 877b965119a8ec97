"""Wagtail hooks of ops: the page "Background work" of the admin."""

from django.urls import URLPattern, reverse_lazy
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from accounts.admin.menu import AdministratorMenuItem
from ops.admin.urls import urlpatterns as jobs_patterns


@hooks.register("register_admin_urls")
def register_jobs_urls() -> list[URLPattern]:
    """Return the URLs of background work."""
    return jobs_patterns


@hooks.register("register_reports_menu_item")
def register_jobs_menu_item() -> MenuItem:
    """Return the entry "Background work" of the reports menu, for ICT administrators."""
    label = gettext_lazy("Background work")
    return AdministratorMenuItem(
        label, reverse_lazy("jobs"), name="jobs", icon_name="cogs", order=900
    )
