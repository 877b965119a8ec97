"""Widgets of text inputs: for titles, times, with suggestions, for slugs of Vietnamese titles.

The slug of a page or bulletin is filled in from its title as that is typed.
"""

from collections.abc import Sequence
from typing import Any

from django.forms import TextInput, TimeInput
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.admin.widgets.slug import SlugInput

from content.text.slugs import make_slug

MAX_SLUG_LENGTH = 80

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


class TitleInput(AdminAutoHeightTextInput):
    """An input for one line that grows, so that a long title is read whole.

    Line breaks become spaces, here and in ``static/js/admin/text-fields.js``.
    """

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"data-single-line": True, **(attrs or {})})

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str | None:
        value = super().value_from_datadict(data, files, name)
        return value and " ".join(value.splitlines())


class ClockInput(TimeInput):
    """An input for a time of day as offices write it, 07:30 or 16:30, whatever the browser speaks.

    The browser's own field for times writes them in the language of the browser.
    """

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        usual = {"placeholder": "--:--", "size": 5, "maxlength": 10, "autocomplete": "off"}
        super().__init__(usual | (attrs or {}), format="%H:%M")


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
    """A slug input that makes the same slug in the browser as ``content.text.slugs`` here.

    The browser makes it as long as the title. Such a slug is cut between words here, so that a long
    title is not refused for the address that nobody has typed; one that somebody typed is not cut.
    """

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, formatters=FORMATTERS)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str | None:
        value: str | None = super().value_from_datadict(data, files, name)
        title = data.get(f"{name.removesuffix('slug')}title") or ""
        if value and value == make_slug(title, max_length=len(value)):
            return value if len(value) <= MAX_SLUG_LENGTH else make_slug(title, MAX_SLUG_LENGTH)
        return value
