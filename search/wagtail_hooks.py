"""Wagtail hooks of the search."""

from wagtail import hooks

from search.admin.failed_searches import ITEM, REPORT_ITEM, urlpatterns
from search.admin.viewsets import SynonymViewSet

hooks.register("register_admin_viewset", SynonymViewSet)
hooks.register("register_admin_urls", lambda: urlpatterns)
hooks.register("register_admin_menu_item", lambda: ITEM)
hooks.register("register_reports_menu_item", lambda: REPORT_ITEM)
