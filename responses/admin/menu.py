"""Main menu item of the report of acknowledgements."""

from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem

from bulletins.roles import can_publish


class AcknowledgementsMenuItem(MenuItem):
    """Menu item that is shown to users who may publish bulletins."""

    def is_shown(self, request: HttpRequest) -> bool:
        return can_publish(request.user)


def get_menu_item() -> AcknowledgementsMenuItem:
    """Return the item for the main menu."""
    label, url = _("Confirmations"), reverse_lazy("confirmations")
    return AcknowledgementsMenuItem(label, url, name="confirmations", icon_name="check", order=92)
