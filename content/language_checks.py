"""System checks of the declared languages: catalogues, and letters that the fonts lack."""

import gettext
import unicodedata
from functools import cache

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.utils.translation import to_locale

from content.languages import Language
from content.typesetter import FONT_FOLDER

# Message ids are English, so English has no catalogue.
_MESSAGE_IDS = "en"


@register
def check_languages(**kwargs: object) -> list[CheckMessage]:
    """Return an error for each missing catalogue, a warning for each language lacking letters."""
    found: list[CheckMessage] = []
    for language in settings.LANGUAGE_TABLE.values():
        if language.frame and not _has_catalog(language.code):
            found.append(_report_missing_catalog(language))
        if lacking := list_lacking_letters(language.letters):
            found.append(_report_lacking_letters(language, lacking))
    return found


def list_lacking_letters(letters: str) -> list[str]:
    """Return those of some letters, and of their capitals, that our fonts cannot draw.

    A letter with a mark can be drawn if the fonts have it, or the letter and the mark.
    """
    composed = unicodedata.normalize("NFC", f"{letters}{letters.upper()}")
    known = _get_font_letters()
    return [
        letter
        for letter in dict.fromkeys(composed)
        if letter not in known and not known.issuperset(unicodedata.normalize("NFD", letter))
    ]


def _has_catalog(code: str) -> bool:
    """Return whether our own messages are translated; Django has its own in many languages."""
    own = settings.LOCALE_PATHS[0]
    return code == _MESSAGE_IDS or gettext.find("django", own, [to_locale(code)]) is not None


@cache
def _get_font_letters() -> frozenset[str]:
    return frozenset((FONT_FOLDER / "letters.txt").read_text("utf-8"))


def _report_missing_catalog(language: Language) -> CheckMessage:
    message = (
        f"The frame of the language {language.code} is declared to be translated, but there is "
    )
    hint = "Add its catalogue (CONTRIBUTING.md, “A language”), or leave out frame = true."
    return Error(f"{message}no compiled catalogue of it.", hint=hint, id="bantin.E002")


def _report_lacking_letters(language: Language, lacking: list[str]) -> CheckMessage:
    named = ", ".join(f"{letter} (U+{ord(letter):04X})" for letter in lacking)
    message = f"The fonts lack letters of the language {language.code}: {named}."
    hint = "Browsers draw them in another typeface. Add them in content/assets/fonts/build.py."
    return Warning(message, hint=hint, id="bantin.W002")
