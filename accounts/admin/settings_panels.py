"""Wagtail's account settings: the full name in one field, and a link to the security page."""

from typing import Any

from django.forms import Form
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from wagtail.admin.auth import require_admin_access
from wagtail.admin.forms.account import NameEmailForm
from wagtail.admin.views.account import AccountView, BaseSettingsPanel, NameEmailSettingsPanel

from accounts.forms.sign_in import WholeNameForm


class NameForm(WholeNameForm, NameEmailForm):
    """Wagtail's form of name and e-mail address, with one field for the name."""


class NamePanel(NameEmailSettingsPanel):
    """Wagtail's panel of name and e-mail address, with ``NameForm``."""

    form_class = NameForm


class AccountSettingsView(AccountView):
    """Wagtail's account settings, with ``NamePanel`` in place of its panel."""

    def get_panels(self) -> list[BaseSettingsPanel]:
        return [self._replace_panel(panel) for panel in super().get_panels()]

    def _replace_panel(self, panel: BaseSettingsPanel) -> Any:
        if isinstance(panel, NameEmailSettingsPanel):
            return NamePanel(panel.request, panel.user, panel.profile)
        return panel


# The decorators that Wagtail puts around its own admin views.
account_settings = never_cache(require_admin_access(AccountSettingsView.as_view()))


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
