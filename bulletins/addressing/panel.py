"""The audience in the form of a bulletin, and in the comparison of two versions."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.compare import TextFieldComparison
from wagtail.admin.panels import FieldPanel

from bulletins.addressing.words import describe


class AudienceComparison(TextFieldComparison):
    """Two audiences in words."""

    def __init__(self, old: Any, new: Any) -> None:
        self.val_a = describe(old.audience.all())
        self.val_b = describe(new.audience.all())

    def field_label(self) -> str:
        return str(_("For whom"))


class AudiencePanel(FieldPanel):
    """Shows ``BulletinForm.addressees``, which is no field of the model."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"field_name": "addressees", "disable_comments": True} | kwargs)

    class BoundPanel(FieldPanel.BoundPanel):
        def get_comparison(self) -> list[type[AudienceComparison]]:
            return [AudienceComparison]
