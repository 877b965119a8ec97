"""Words on a screen that are not Vietnamese: a syllable that cannot be one gives them away.

A word without accents may be a Vietnamese syllable by chance (“to”, “on”); a whole English text
of such words is rare, and one word of it is enough.
"""

import html
import json
import re
import unicodedata
from collections.abc import Iterator

from bs4 import Comment, Doctype, Tag

ONSET = "b|ch|c|d|đ|gh|gi|g|h|kh|k|l|m|ngh|ng|nh|n|ph|p|qu|r|s|th|tr|t|v|x"
NUCLEUS = (
    "iêu|yêu|oai|oay|oeo|uây|uôi|uya|uyê|uyu|ươi|ươu"
    "|ai|ao|au|ay|âu|ây|eo|êu|ia|iê|iu|oa|oă|oe|oi|ôi|ơi|ua|uâ|uê|ui|uơ|uô|uy|ưa|ưi|ươ|ưu|yê"
    "|a|ă|â|e|ê|i|o|ô|ơ|u|ư|y"
)
CODA = "ch|ng|nh|c|m|n|p|t"
SYLLABLE = re.compile(rf"(?:{ONSET})?(?:(?:{NUCLEUS})(?:{CODA})?|oo(?:ng|c))")
# The accents of the five tones; those of ă, â, đ, ê, ô, ơ, ư are part of the letter.
TONES = dict.fromkeys(map(ord, "\u0300\u0301\u0303\u0309\u0323"))
# Names of things and units, and words that Vietnamese has taken over; as they are written.
NAMES = frozenset(
    {
        *("Bantin", "Wagtail", "Google", "Microsoft", "Authenticator", "JavaScript", "Embedly"),
        *(
            "Word",
            "Excel",
            "Zalo",
            "VNeID",
            "iPhone",
            "LibreOffice",
            "Docs",
            "docx",
            "Atom",
            "Ogg",
            "Opus",
            "espeak",
            "ng",
        ),
        *("Common", "Alerting", "Protocol", "iCalendar", "Internet", "Ctrl", "English", "Covid"),
        *("video", "Video", "web", "macro", "byte", "wifi", "Wifi", "passkey", "cookie", "corona"),
        *("WebM", "ffmpeg", "micrô"),
        *("Django", "Python", "SQLite", "PostgreSQL"),
    }
)
# Addresses, names of files, hosts and fields, and whatever has a number in it.
CODE = re.compile(
    r"“[a-z]+”|\S*(?:[@/\\_=\d]|\w\.\w|\w:\w)\S*|[\w-]+-[\w-]+-[\w-]+|\{+\w+\}+|%\(\w+\)s"
)
# PDF, UBND, TTg: abbreviations, in either language.
ABBREVIATION = re.compile(r"[A-ZĐ]{2,6}[a-z]?")
# A language is called so where its name stands alone, and “tiếng Anh” within a sentence.
CAPITAL_IN_SENTENCE = re.compile(r"(?<=[^\W\d_] )Tiếng (?:Anh|Việt)")
WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)*")

# Attributes that people read or hear; of a button or a link, what stands on it.
ATTRIBUTES = (
    *("title", "aria-label", "alt", "placeholder", "aria-description", "content"),
    *("data-w-tooltip-content-value", "data-w-progress-active-value", "data-w-dialog-title"),
)
BUTTONS = {"submit", "button", "reset"}
# What Wagtail's scripts write from what is handed to them as JSON.
SAID_IN_JSON = {
    *("label", "title", "helpText", "help_text", "text", "placeholder", "description", "heading"),
    *("displayName", "verbose_name", "name_plural", "message", "addButtonText", "strings"),
}
COUNTER = "data-side-panel-toggle-counter"
SILENT = {"script", "style", "template", "code", "pre", "samp", "kbd", "svg"}


def is_vietnamese(word: str) -> bool:
    """Whether a word is possible as a Vietnamese syllable."""
    letters = unicodedata.normalize("NFD", word.lower()).translate(TONES)
    return bool(SYLLABLE.fullmatch(unicodedata.normalize("NFC", letters)))


def list_foreign_words(text: str) -> list[str]:
    """Return the words of a text that are neither Vietnamese syllables nor names.

    Names are written as they are seen: “zalo” is not “Zalo”.
    """
    words = WORD.findall(CODE.sub(" ", html.unescape(text)))
    return [word for word in words if not is_known(word)]


def is_known(word: str) -> bool:
    """Whether a word is Vietnamese, a name, an abbreviation or a single letter."""
    if len(word) == 1 or word in NAMES or ABBREVIATION.fullmatch(word):
        return True
    return is_vietnamese(word)


def list_texts(page: Tag) -> Iterator[str]:
    """Give what a page says in Vietnamese: texts, attributes, and what scripts write.

    What is marked with another language is left out.
    """
    yield from _list_texts(page, "vi", is_silent=False)


def _list_texts(element: Tag, language: str, *, is_silent: bool) -> Iterator[str]:
    language = str(element.get("lang", language))
    if language == "vi":
        yield from _list_attributes(element)
    if element.name == "script" and element.get("type") == "application/json":
        yield from _list_in_json(element.string or "")
    is_silent = is_silent or element.name in SILENT
    # Scripts write a number into these and show them.
    is_read = language == "vi" and not is_silent and COUNTER not in element.attrs
    for child in element.children:
        if isinstance(child, Tag):
            yield from _list_texts(child, language, is_silent=is_silent)
        elif is_read and not isinstance(child, Comment | Doctype):
            yield str(child)


def _list_attributes(element: Tag) -> Iterator[str]:
    for name, value in element.attrs.items():
        if name == "content" and element.name == "meta" and element.get("name") != "description":
            continue
        is_button = element.name == "input" and element.get("type") in BUTTONS
        if name in ATTRIBUTES or (name == "value" and is_button):
            yield str(value)
        elif str(value).startswith(("{", "[")):
            yield from _list_in_json(str(value))


def _list_in_json(text: str) -> Iterator[str]:
    try:
        content = json.loads(text)
    except ValueError:
        return
    yield from _list_said(content, is_said=False)


def _list_said(content: object, *, is_said: bool) -> Iterator[str]:
    if isinstance(content, dict):
        for key, value in content.items():
            yield from _list_said(value, is_said=key in SAID_IN_JSON)
    elif isinstance(content, list):
        for value in content:
            yield from _list_said(value, is_said=is_said)
    elif isinstance(content, str) and is_said and not content.startswith("{"):
        # A text in the editor is JSON itself.
        yield content
