"""Wagtail's view of the user's own account settings, with the full name in one field."""

from typing import Any

from django.views.decorators.cache import never_cache
from wagtail.admin.auth import require_admin_access
from wagtail.admin.forms.account import NameEmailForm
from wagtail.admin.views.account import AccountView, BaseSettingsPanel, NameEmailSettingsPanel

from accounts.names import WholeNameForm


class NameForm(WholeNameForm, NameEmailForm):
    """Wagtail's form of name and e-mail address, with one field for the name."""


class NamePanel(NameEmailSettingsPanel):
    """Wagtail's panel of name and e-mail address, with ``NameForm``."""

    form_class = NameForm


class AccountSettingsView(AccountView):
    """Wagtail's account settings, with ``NamePanel`` in place of its panel."""

    def get_panels(self) -> list[BaseSettingsPanel]:
        return [self._own(panel) for panel in super().get_panels()]

    def _own(self, panel: BaseSettingsPanel) -> Any:
        if isinstance(panel, NameEmailSettingsPanel):
            return NamePanel(panel.request, panel.user, panel.profile)
        return panel


# The decorators that Wagtail puts around its own admin views.
account_settings = never_cache(require_admin_access(AccountSettingsView.as_view()))
