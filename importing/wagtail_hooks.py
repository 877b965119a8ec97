"""Wagtail hooks of importing: addresses, and styles of its screens."""

from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks

from importing.admin.urls import urlpatterns

hooks.register("register_admin_urls", lambda: urlpatterns)
hooks.register(
    "insert_global_admin_css",
    lambda: format_html('<link rel="stylesheet" href="{}">', static("css/admin/word.css")),
)
