"""Wagtail hooks of responses: menu item, admin URLs and log actions."""

from operator import methodcaller

from wagtail import hooks

from responses.admin.matrix import MENU_ITEM
from responses.admin.urls import urlpatterns
from responses.report import certificate
from responses.services import acknowledgements

hooks.register("register_admin_urls", lambda: urlpatterns)
hooks.register("register_admin_menu_item", lambda: MENU_ITEM)

for _name, _label in (acknowledgements.ACTIONS | certificate.ACTIONS).items():
    hooks.register("register_log_actions", methodcaller("register_action", _name, _label, _label))
