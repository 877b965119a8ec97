"""Rich text of bounded size."""

from wagtail import blocks
from wagtail.rich_text import RichText

from bulletins.content_state import RefusedText
from sites.input_limits import check_markup


class BoundedRichTextMixin(blocks.RichTextBlock):
    """Refuses a text that is too long, or whose elements lie too deep, before it is parsed."""

    def clean(self, value: RichText) -> RichText:
        if isinstance(value.source, RefusedText):
            raise value.source.error
        check_markup(value.source)
        cleaned: RichText = super().clean(value)
        return cleaned


class RichTextBlock(BoundedRichTextMixin):
    """Rich text within other blocks."""


# In migrations it is Wagtail's own.
DECONSTRUCT_ALIASES = {RichTextBlock: "wagtail.blocks.RichTextBlock"}
