"""Teaches Django the languages that are declared without a catalogue of their own.

Django takes a language for supported where a compiled catalogue of it is found, and mixes into its
words those of any package that has one. Here a language is supported where it is declared, and
where its frame is not translated, the words, dates and numbers of the frame are wholly those of its
fallback: never half a language.
"""

from gettext import NullTranslations
from typing import Any

from django.conf import settings
from django.utils import formats, translation
from django.utils.translation import trans_real

from content.languages import get_interface_language, is_declared

_find_catalog = trans_real.check_for_language


class BorrowedMessages(NullTranslations):
    """The messages of the interface language while another (``language``) is active."""

    def __init__(self, language: str, interface: str) -> None:
        super().__init__()
        self._language = language
        self.add_fallback(trans_real.translation(interface))

    def language(self) -> str:
        """Return the code of the language, as ``DjangoTranslation`` does."""
        return self._language

    to_language = language


def _check_for_language(code: str | None) -> bool:
    return is_declared(code or "") or _find_catalog(code)


def apply_patches() -> None:
    """Have Django support every declared language. Call once, when all apps are loaded."""
    # None of these names is public; see docs/wagtail-internals.md.
    loaded: Any = trans_real
    front: Any = translation
    known: Any = formats
    loaded.check_for_language = _check_for_language
    # Django copies functions of trans_real here at their first use, which may have been before.
    front._trans.check_for_language = _check_for_language
    for code in settings.LANGUAGE_TABLE:
        interface = get_interface_language(code)
        if interface != code:
            loaded._translations[code] = BorrowedMessages(code, interface)
            known._format_modules_cache[code] = formats.get_format_modules(interface)
