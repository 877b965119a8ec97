"""Rich text that is clean and of bounded size."""

from collections import defaultdict
from typing import Any

from wagtail import blocks
from wagtail.rich_text import RichText
from wagtail_localize.segments.ingest import organise_template_segments
from wagtail_localize.strings import StringValue, restore_strings

from bulletins.content_state import RefusedText
from sites.input_limits import check_markup
from sites.rich_text_sanitizer import clean_rich_text, clean_translation


class CleanRichTextBlock(blocks.RichTextBlock):
    """Rich text that is cleaned wherever it comes from and wherever it goes: forms, JSON, columns,
    revisions, code, and translations, which are shown before they are saved. A text that is too
    long, or whose elements lie too deep, is refused by forms and translations.

    Every rich text is one of these; ``ops.content_checks`` says so where one is not.
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
        return clean_rich_text(super().get_prep_value(value))

    def value_from_form(self, value: str | None) -> RichText:
        # What the editor's field has refused is shown again with the reason, and never stored.
        return RichText(value) if isinstance(value, RefusedText) else self.to_python(value)

    def restore_translated_segments(self, value: RichText, segments: list[Any]) -> RichText:
        _format, template, strings = organise_template_segments(segments)
        # A link that the source has not is none; its name alone would end in an error.
        cleaned = [
            (StringValue(clean_translation(string.data)), defaultdict(dict, links or {}))
            for string, links in strings
        ]
        return self.to_python(restore_strings(template, cleaned))


# Migrations keep what is stored, not how it is cleaned.
DECONSTRUCT_ALIASES = {CleanRichTextBlock: "wagtail.blocks.RichTextBlock"}
