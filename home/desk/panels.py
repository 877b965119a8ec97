"""The title panel of the page editor."""

from typing import Any

from django.utils.text import format_lazy
from wagtail.admin.panels import TitleFieldPanel


class TitlePanel(TitleFieldPanel):
    """A title panel that fills in the slug only if the form has that field.

    Wagtail's script fails if the field is missing.
    """

    class BoundPanel(TitleFieldPanel.BoundPanel):
        def get_placeholder(self) -> Any:
            # The label of a title is hidden, so the empty field shows it. Wagtail's placeholder
            # would be "Page title", for documents and procedures too.
            return format_lazy("{}*", self.heading)

        def get_attrs(self) -> dict[str, Any]:
            attrs = super().get_attrs()
            if "slug" in self.form.fields:
                return attrs
            return {"placeholder": attrs["placeholder"]}
