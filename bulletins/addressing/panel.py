"""The audience in the form of a bulletin and in the comparison of two revisions."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.compare import TextFieldComparison
from wagtail.admin.panels import FieldPanel

from bulletins.addressing.words import describe


class AudienceComparison(TextFieldComparison):
    """Comparison of two audiences by their descriptions."""

    def __init__(self, old: Any, new: Any) -> None:
        self.val_a = describe(old.audience.all())
        self.val_b = describe(new.audience.all())

    def field_label(self) -> str:
        return str(_("For whom"))


class AudiencePanel(FieldPanel):
    """The panel of ``BulletinForm.addressees``, which is not a field of the model."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"field_name": "addressees", "disable_comments": True} | kwargs)

    class BoundPanel(FieldPanel.BoundPanel):
        def get_comparison(self) -> list[type[AudienceComparison]]:
            return [AudienceComparison]
