"""Widgets of text inputs: with suggestions, and for slugs of Vietnamese titles.

The slug of a page or bulletin is filled in from its title as that is typed.
"""

from collections.abc import Sequence
from typing import Any

from django.forms import TextInput
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from wagtail.admin.widgets.slug import SlugInput

# The rules of content.text.slugs for the script in the browser: Wagtail's own rules handle đ only
# with Unicode slugs allowed, and drop vowels with two diacritics.
FORMATTERS = [
    (r"[\u0300-\u036f]", ""),
    ("[àáảãạăằắẳẵặâầấẩẫậÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬ]", "a"),
    ("[èéẻẽẹêềếểễệÈÉẺẼẸÊỀẾỂỄỆ]", "e"),
    ("[ìíỉĩịÌÍỈĨỊ]", "i"),
    ("[òóỏõọôồốổỗộơờớởỡợÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢ]", "o"),
    ("[ùúủũụưừứửữựÙÚỦŨỤƯỪỨỬỮỰ]", "u"),
    ("[ỳýỷỹỵỲÝỶỸỴ]", "y"),
    ("[đĐðÐ]", "d"),
    (r"[^a-zA-Z0-9]+", "-"),
]


class DatalistInput(TextInput):
    """A text input with a ``datalist`` of suggestions (HTML Standard, the list attribute)."""

    def __init__(self, suggestions: Sequence[str], attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.suggestions = suggestions

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        own = {**(attrs or {}), "list": f"{name}-suggestions", "autocomplete": "off"}
        options = format_html_join(
            "", '<option value="{}">', ((suggestion,) for suggestion in self.suggestions)
        )
        field = super().render(name, value, own, renderer)
        return format_html('{}<datalist id="{}">{}</datalist>', field, own["list"], options)


class VietnameseSlugInput(SlugInput):
    """A slug input that makes the same slug in the browser as ``content.text.slugs`` here."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, formatters=FORMATTERS)
