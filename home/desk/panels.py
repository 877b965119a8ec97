from typing import Any

from django.utils.functional import cached_property
from wagtail.admin.panels import Panel, TitleFieldPanel


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


class AdvicePanel(Panel):
    """What readers miss on a page that has been saved: its own ``advice()``."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "home/desk/advice.html"

        def is_shown(self) -> bool:
            return bool(self.instance.pk and self.advice)

        @cached_property
        def advice(self) -> list[str]:
            return self.instance.advice()
