"""Changes to Wagtail's side panels in the forms of pages and bulletins."""

from typing import Any

from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.ui.side_panels import ChecksSidePanel


class WithoutChecksMixin:
    """Mixin that removes Wagtail's side panel with checks from a form.

    The panel needs Wagtail's user bar on the websites; without it, it finds nothing and reports
    that all is well. Its readability score is made for other languages. Advice is shown above the
    buttons instead; see ``bulletins.text_checks``.
    """

    def get_side_panels(self) -> MediaContainer:
        panels: Any = super().get_side_panels()  # type: ignore[misc]
        return MediaContainer(one for one in panels if not isinstance(one, ChecksSidePanel))
