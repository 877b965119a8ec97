"""Wagtail hooks of responses: menu item, admin URLs and log actions."""

from operator import methodcaller

from wagtail import hooks

from responses.admin.matrix import MENU_ITEM
from responses.admin.page_certificates import list_certificate_buttons
from responses.admin.urls import urlpatterns
from responses.report.certificate_parts import ACTIONS as CERTIFICATE_ACTIONS
from responses.services import acknowledgements

hooks.register("register_admin_urls", lambda: urlpatterns)
hooks.register("register_admin_menu_item", lambda: MENU_ITEM)

hooks.register("register_page_header_buttons", list_certificate_buttons)

for _name, _label in (acknowledgements.ACTIONS | CERTIFICATE_ACTIONS).items():
    hooks.register("register_log_actions", methodcaller("register_action", _name, _label, _label))
