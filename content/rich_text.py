"""The widget of the rich text editor."""

from typing import Any

from django.forms import Media
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.rich_text import DraftailRichTextArea

from content.text.content_state import RefusedText, check_content_state
from content.text.limits import InputLimitError

# Paths of icons, 1024 wide; Wagtail has none for these.
_UNDO = "M400 192L144 416l256 224V480h224a144 144 0 0 1 0 288H320v128h304a272 272 0 0 0 0-544H400z"
_REDO = "M624 192l256 224-256 224V480H400a144 144 0 0 0 0 288h304v128H400a272 272 0 0 1 0-544h224z"


class BoundedRichTextArea(DraftailRichTextArea):
    """Wagtail's rich text editor with limits on the size of the text, which it leaves as typed.

    The commands that begin with "/" are off, and what Draftail makes of "- ", "1. " or "*word*"
    (``static/js/admin/rich-text.js``). The toolbar stands above the text and is always there.

    Raises BadRequest for input that no editor sends (invalid JSON, values of other types, lists
    nested fifty deep). Text that a user may have written but exceeds a limit becomes a
    ``RefusedText``, which the block refuses with its reason.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.options |= {
            "placeholder": _("Write here"),
            "commandToolbar": None,
            "showUndoControl": {"icon": _UNDO, "description": _("Undo")},
            "showRedoControl": {"icon": _REDO, "description": _("Redo")},
        }

    @cached_property
    def media(self) -> Media:
        """Return Draftail's files and, after them, those that change it."""
        return super().media + Media(
            css={"all": ["css/admin/rich-text.css"]}, js=["js/admin/rich-text.js"]
        )

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
