"""The widget of the rich text editor."""

from typing import Any

from wagtail.admin.rich_text import DraftailRichTextArea

from content.text.content_state import RefusedText, check_content_state
from content.text.limits import InputLimitError


class BoundedRichTextArea(DraftailRichTextArea):
    """Wagtail's rich text editor with limits on the size of the text.

    Raises BadRequest for input that no editor sends (invalid JSON, values of other types, lists
    nested fifty deep). Text that a user may have written but exceeds a limit becomes a
    ``RefusedText``, which the block refuses with its reason.
    """

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str | None:
        sent = data.get(name)
        if sent is None:
            return None
        try:
            check_content_state(sent)
        except InputLimitError as error:
            return RefusedText(sent, error)
        html: str = super().value_from_datadict(data, files, name)
        return html

    def format_value(self, value: Any) -> Any:
        return value.sent if isinstance(value, RefusedText) else super().format_value(value)
