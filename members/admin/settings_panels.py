"""Notification preferences in Wagtail's account settings."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.account import BaseSettingsPanel, notifications_tab

from accounts.models import User
from members.models import DeliveryMode, NotificationKind
from members.selectors.recipients import (
    get_user_delivery_modes,
    list_choosable,
    list_offered_modes,
    save_delivery_modes,
)


class DeliveryModesForm(forms.Form):
    """Delivery mode of each notification kind; fields missing from the request stay unchanged."""

    def __init__(self, *args: Any, instance: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = instance
        self.paces = get_user_delivery_modes(instance)
        for kind in list_choosable(instance):
            self.fields[kind.value] = self._build_field(kind)

    def _build_field(self, kind: NotificationKind) -> forms.ChoiceField:
        return forms.ChoiceField(
            label=kind.label,
            choices=[(pace.value, pace.label) for pace in list_offered_modes(kind)],
            initial=self.paces[kind.value],
            required=False,
            widget=forms.RadioSelect,
        )

    def save(self) -> None:
        sent = {name: self.cleaned_data[name] for name in self.fields if self._is_sent(name)}
        save_delivery_modes(
            person=self.person, paces={name: DeliveryMode(value) for name, value in sent.items()}
        )

    def _is_sent(self, name: str) -> bool:
        return self.add_prefix(name) in self.data


class NotificationPreferencesPanel(BaseSettingsPanel):
    """Panel "News by e-mail" on the tab Notifications of the account settings."""

    name = "paces"
    title = _("News by e-mail")
    tab = notifications_tab
    order = 50
    help_text = _(
        "Emergencies always come at once, and what a unit has to confirm always comes: these "
        "cannot be switched off."
    )
    template_name = "account/paces_panel.html"
    form_class = DeliveryModesForm

    def get_context_data(self) -> dict[str, Any]:
        return super().get_context_data() | {"help_text": self.help_text}
