from typing import Any

from django.utils.text import format_lazy
from wagtail.admin.panels import TitleFieldPanel


class TitlePanel(TitleFieldPanel):
    """The title; it writes into the address only where the form has one.

    Wagtail's script breaks where there is nothing to write into.
    """

    class BoundPanel(TitleFieldPanel.BoundPanel):
        def get_placeholder(self) -> Any:
            # The label of a title is not to be seen. The field shows it while it is empty, where
            # Wagtail says "Page title" of documents and procedures too.
            return format_lazy("{}*", self.heading)

        def get_attrs(self) -> dict[str, Any]:
            attrs = super().get_attrs()
            if "slug" in self.form.fields:
                return attrs
            return {"placeholder": attrs["placeholder"]}
