from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from bulletins.addressing.field import AudienceField
from sites.isolation.references import OwnReferencesForm


class BulletinForm(OwnReferencesForm):
    """A draft may lack what a published bulletin must have, so that nothing typed is lost."""

    addressees = AudienceField(label=_("For whom"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "addressees" in self.fields:
            self._prepare_addressees()

    def _prepare_addressees(self) -> None:
        """A translation is for whom its source is for; and what is not sent stays as it was."""
        if not self.instance.is_source:
            del self.fields["addressees"]
            return
        self.initial["addressees"] = self.instance.addressees
        field = self.fields["addressees"]
        name = self.add_prefix("addressees")
        omitted = field.widget.value_omitted_from_data(self.data, self.files, name)
        field.disabled = self.is_bound and omitted

    def _post_clean(self) -> None:
        super()._post_clean()
        if "addressees" in self.cleaned_data and "addressees" in self.changed_data:
            self.instance.audience = self.cleaned_data["addressees"]
        if not self.is_deferred_validation:
            try:
                self.instance.check_publishable()
            except ValidationError as error:
                self.add_error(None, error)
