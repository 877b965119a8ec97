"""Panel of Wagtail's account settings that leads to the security page."""

from django.forms import Form
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.account import BaseSettingsPanel


class SecurityPanel(BaseSettingsPanel):
    """Link to the page of password, second factors and sessions, without fields of its own."""

    name = "security"
    title = _("Security")
    order = 150
    template_name = "account/security_panel.html"
    form_class = Form

    def get_form(self) -> Form:
        # The panel has no fields, and Wagtail leaves an unbound form alone.
        return Form()
