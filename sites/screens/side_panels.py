"""What stands beside the forms of texts."""

from typing import Any

from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.ui.side_panels import ChecksSidePanel


class WithoutChecksMixin:
    """Leaves out Wagtail's panel of checks: without Wagtail's bar on the websites it finds nothing
    and says so as if all were well, and its measure of readability is made for other languages.
    What to look at stands above the buttons instead; see ``bulletins.text_checks``.
    """

    def get_side_panels(self) -> MediaContainer:
        panels: Any = super().get_side_panels()  # type: ignore[misc]
        return MediaContainer(one for one in panels if not isinstance(one, ChecksSidePanel))
