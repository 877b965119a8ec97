"""The rich text block whose content is sanitized and limited in size."""

from collections import defaultdict
from typing import Any

from wagtail import blocks
from wagtail.rich_text import RichText
from wagtail_localize.segments.ingest import organise_template_segments
from wagtail_localize.strings import StringValue, restore_strings

from content.text.content_state import RefusedText
from content.text.limits import check_markup
from content.text.paragraphs import KINDS, arrange_html
from content.text.sanitizer import clean_rich_text, clean_translation


class CleanRichTextBlock(blocks.RichTextBlock):
    """Rich text that is sanitized wherever it is read or written.

    That is in forms, JSON, columns, revisions, code, and in translations, which are previewed
    before they are saved. Forms and translations refuse text that is too long or nested too
    deeply. Every rich text must use this block; the checks in ``content.checks`` enforce it.
    """

    def clean(self, value: RichText) -> RichText:
        if isinstance(value.source, RefusedText):
            raise value.source.error
        check_markup(value.source)
        cleaned: RichText = super().clean(value)
        return cleaned

    def to_python(self, value: str | None) -> RichText:
        return RichText(clean_rich_text(value or ""))

    def normalize(self, value: object) -> RichText:
        return self.to_python(super().normalize(value).source)

    def get_prep_value(self, value: RichText) -> str:
        return self.clean_source(super().get_prep_value(value))

    def clean_source(self, html: str) -> str:
        """Return sanitized HTML as the editor of this block would store it."""
        return arrange_html(clean_rich_text(html), KINDS & {*(self.features or KINDS)})

    def value_from_form(self, value: str | None) -> RichText:
        # A text refused by the widget is shown again with the reason, and never stored.
        return RichText(value) if isinstance(value, RefusedText) else self.to_python(value)

    def restore_translated_segments(self, value: RichText, segments: list[Any]) -> RichText:
        _format, template, strings = organise_template_segments(segments)
        # A link that the source text does not have gets no attributes; its name alone would raise
        # an error.
        cleaned = [
            (StringValue(clean_translation(string.data)), defaultdict(dict, links or {}))
            for string, links in strings
        ]
        return self.to_python(restore_strings(template, cleaned))


# In migrations it is Wagtail's block: sanitizing does not change what is stored.
DECONSTRUCT_ALIASES = {CleanRichTextBlock: "wagtail.blocks.RichTextBlock"}
