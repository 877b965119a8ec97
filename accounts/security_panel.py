from django.forms import Form
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.account import BaseSettingsPanel


class SecurityPanel(BaseSettingsPanel):
    """The way from the settings of one's account to what protects it."""

    name = "security"
    title = _("Security")
    order = 150
    template_name = "account/security_panel.html"
    form_class = Form

    def get_form(self) -> Form:
        # There is nothing to fill in here; an unbound form is left alone.
        return Form()
