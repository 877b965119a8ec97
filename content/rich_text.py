"""The widget of the rich text editor."""

from typing import Any

from django.forms import Media
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.rich_text import DraftailRichTextArea
from wagtail.admin.rich_text.converters.html_to_contentstate import PageLinkElementHandler
from wagtail.documents.rich_text.contentstate import DocumentLinkElementHandler

from content.text.content_state import (
    RefusedText,
    check_content_state,
    read_content_state,
    write_content_state,
)
from content.text.limits import InputLimitError
from content.text.paragraphs import KINDS, Link, arrange, read_html, write_html

# Paths of icons, 1024 wide; Wagtail has none for these.
_UNDO = "M400 192L144 416l256 224V480h224a144 144 0 0 1 0 288H320v128h304a272 272 0 0 0 0-544H400z"
_REDO = "M624 192l256 224-256 224V480H400a144 144 0 0 0 0 288h304v128H400a272 272 0 0 1 0-544h224z"


class BoundedRichTextArea(DraftailRichTextArea):
    """Wagtail's rich text editor with limits on the size of the text, which it leaves as typed.

    The commands that begin with "/" are off, and what Draftail makes of "- ", "1. " or "*word*"
    (``static/js/admin/rich-text.js``). The toolbar stands above the text and is always there.
    ``content.text`` reads and writes the text, because Wagtail's converter raises for HTML that it
    does not know, drops breaks within links, and moves styles behind an emoji.

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
        self.kinds = KINDS & {*self.features}

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
        return write_html(arrange(read_content_state(sent), self.kinds))

    def format_value(self, value: Any) -> Any:
        if isinstance(value, RefusedText):
            return value.sent
        return write_content_state(read_html(value or "", self.kinds), _get_link_data)


def _get_link_data(link: Link) -> dict[str, Any]:
    """Return what the editor shows of a link to a page or document; the key if it is gone."""
    handler = _HANDLERS[link.kind]
    data: dict[str, Any] = handler.get_attribute_data({"id": link.target})
    return data


_HANDLERS = {
    "page": PageLinkElementHandler("LINK"),
    "document": DocumentLinkElementHandler("DOCUMENT"),
}
