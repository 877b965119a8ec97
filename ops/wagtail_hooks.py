"""Wagtail hooks of ops: the pages "Background work" and "State of the system" of the admin."""

from wagtail import hooks

from ops.admin.system_state import SYSTEM_ITEM
from ops.admin.urls import urlpatterns
from ops.admin.views import MENU_ITEM

hooks.register("register_admin_urls", lambda: urlpatterns)
hooks.register("register_reports_menu_item", lambda: SYSTEM_ITEM)
hooks.register("register_reports_menu_item", lambda: MENU_ITEM)
