"""Blocks for text, headings, numbered measures, callouts and URLs."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks

from content.blocks.rich_text import CleanRichTextBlock
from content.text.sanitizer import clean_url

LINE_FEATURES = ["bold", "italic", "superscript", "subscript", "link", "document-link"]
TEXT_FEATURES = ["h3", *LINE_FEATURES, "ol", "ul"]


class HeadingBlock(blocks.CharBlock):
    """A heading of the second level; the title of the page is the first."""

    class Meta:
        icon = "title"
        label = _("Heading")
        description = _("Divides a long text.")
        template = "content/blocks/heading.html"
        preview_value = "Cần chuẩn bị gì"


class CleanURLBlock(blocks.URLBlock):
    """A URL sanitized wherever it is read or written, so that it cannot run a script.

    A URL with a scheme that is not allowed becomes empty. Text that is not a URL is kept as typed,
    so that the form can refuse it with a message. See ``CleanRichTextBlock``.
    """

    def to_python(self, value: str | None) -> str:
        return clean_url(value or "")

    def normalize(self, value: str | None) -> str:
        return self.to_python(value)

    def get_prep_value(self, value: str | None) -> str:
        return clean_url(super().get_prep_value(value) or "")

    def restore_translated_segments(self, value: str, segments: list[Any]) -> str:
        return self.to_python(segments[0].data if segments else value)


class TextBlock(CleanRichTextBlock):
    """Paragraphs, lists and links."""

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        description = _("Paragraphs with lists and links.")
        template = "content/blocks/text.html"
        preview_value = (
            "<p>Nước suối dâng nhanh sau mưa lớn ở thượng nguồn. Bà con ven suối cần:</p>"
            "<ul><li>chuyển đồ đạc lên cao,</li><li>không qua ngầm tràn.</li></ul>"
        )

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("features", TEXT_FEATURES)
        super().__init__(**kwargs)


class StepsListBlock(blocks.ListBlock):
    """Numbered measures: one ordered list, numbered by the browser."""

    class Meta:
        icon = "list-ol"
        label = _("Numbered measures")
        description = _("One measure after the other; the numbers come by themselves.")
        template = "content/blocks/measures.html"
        max_num = 100
        preview_value = ["<p>Tắt nguồn điện khi nước dâng.</p>", "<p>Gọi trưởng thôn.</p>"]

    def __init__(self, **kwargs: Any) -> None:
        item = CleanRichTextBlock(features=LINE_FEATURES, label=_("Measure"))
        super().__init__(item, **kwargs)


class CalloutBlock(blocks.StructBlock):
    """A short note or warning that stands out from the text."""

    kind = blocks.ChoiceBlock(
        choices=[("info", _("Please note")), ("warning", _("Warning"))],
        default="info",
        label=pgettext_lazy("callout", "kind"),
    )
    text = CleanRichTextBlock(features=[*LINE_FEATURES, "ul"], label=_("text"))

    class Meta:
        icon = "warning"
        label = _("Callout")
        description = _("What nobody may miss: a note or a warning. One or two in a text.")
        template = "content/blocks/callout.html"
        preview_value = {
            "kind": "warning",
            "text": "<p>Không chạm vào dây điện đứt, kể cả khi đã mất điện.</p>",
        }


# In migrations it is Wagtail's block: sanitizing does not change what is stored.
DECONSTRUCT_ALIASES = {CleanURLBlock: "wagtail.blocks.URLBlock"}
