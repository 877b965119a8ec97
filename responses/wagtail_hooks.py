"""Wagtail hooks of responses: menu item, admin URLs and log actions."""

from operator import methodcaller

from wagtail import hooks

from responses.admin.matrix import MENU_ITEM
from responses.admin.urls import urlpatterns
from responses.services.acknowledgements import ACTIONS

hooks.register("register_admin_urls", lambda: urlpatterns)
hooks.register("register_admin_menu_item", lambda: MENU_ITEM)

for _name, _label in ACTIONS.items():
    hooks.register("register_log_actions", methodcaller("register_action", _name, _label, _label))
