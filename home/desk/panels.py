from typing import Any

from wagtail.admin.panels import TitleFieldPanel


class TitlePanel(TitleFieldPanel):
    """The title; it writes into the address only where the form has one.

    Wagtail's script breaks where there is nothing to write into.
    """

    class BoundPanel(TitleFieldPanel.BoundPanel):
        def get_attrs(self) -> dict[str, Any]:
            attrs = super().get_attrs()
            if "slug" in self.form.fields:
                return attrs
            return {"placeholder": attrs["placeholder"]}
