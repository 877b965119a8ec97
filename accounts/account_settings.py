"""The settings of one's own account, as Wagtail shows them, with names as people here have them."""

from typing import Any

from django.views.decorators.cache import never_cache
from wagtail.admin.auth import require_admin_access
from wagtail.admin.forms.account import NameEmailForm
from wagtail.admin.views.account import AccountView, BaseSettingsPanel, NameEmailSettingsPanel

from accounts.names import WholeNameForm


class NameForm(WholeNameForm, NameEmailForm):
    pass


class NamePanel(NameEmailSettingsPanel):
    form_class = NameForm


class AccountSettingsView(AccountView):
    def get_panels(self) -> list[BaseSettingsPanel]:
        return [self._own(panel) for panel in super().get_panels()]

    def _own(self, panel: BaseSettingsPanel) -> Any:
        if isinstance(panel, NameEmailSettingsPanel):
            return NamePanel(panel.request, panel.user, panel.profile)
        return panel


# As Wagtail protects all its own views.
account_settings = never_cache(require_admin_access(AccountSettingsView.as_view()))
