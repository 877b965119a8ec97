"""A text input that suggests usual values and accepts any other."""

from collections.abc import Sequence
from typing import Any

from django.forms import TextInput
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


class SuggestingInput(TextInput):
    """A text input with a ``datalist`` of suggestions (HTML Standard, the list attribute)."""

    def __init__(self, suggestions: Sequence[str], attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.suggestions = suggestions

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        own = {**(attrs or {}), "list": f"{name}-suggestions", "autocomplete": "off"}
        options = format_html_join("", '<option value="{}">', ((one,) for one in self.suggestions))
        field = super().render(name, value, own, renderer)
        return format_html('{}<datalist id="{}">{}</datalist>', field, own["list"], options)
