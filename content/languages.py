"""The languages of the installation, as the settings declare them.

``settings.LANGUAGE_TABLE`` holds one ``Language`` for each code, read from
``config/languages.toml`` and from the file that LANGUAGES_FILE names. All that depends on a
language beyond its words reads it here: names, direction, Open Graph, ``hreflang``, sorting,
letters. ``LANGUAGES``, ``LANG_INFO`` and the languages of the admin are made from it. See
docs/features/languages.md.

Two languages meet on a page. Its path has one, which Django calls the active one
(``get_language``) and in which the content is where it was translated. The *interface language*
(``get_interface_language``) is that of the words of the frame, of labels, buttons, dates: the same
where the frame is translated, else its fallback. ``<html lang>`` names the interface language, and
content in any other names its own (``lang_of`` of ``content.templatetags.languages``).
"""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import MISSING, dataclass, fields
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import get_language

DIRECTIONS = ("ltr", "rtl")
SORTINGS = ("vietnamese", "latin")
# A language tag in lower case, as Django writes it (BCP 47: language, script, region).
_CODE = re.compile(r"[a-z]{2,3}(-[a-z]{4})?(-([a-z]{2}|[0-9]{3}))?")
_OPEN_GRAPH = re.compile(r"[a-z]{2,3}_[A-Z]{2}")


@dataclass(frozen=True)
class Language:
    """One entry of the table of languages.

    ``name``, ``name_vi``, ``name_en``: its name in the language itself, in Vietnamese, in English
    (the first where it is not given). ``direction``: ltr or rtl. ``fallback``: code of the language
    whose frame is shown where its own is not translated; the source language where it is not given.
    ``open_graph``: its locale for https://ogp.me, empty if Open Graph knows none. ``frame``:
    whether the frame is translated into it. ``sorting``: the alphabetical order, of ``SORTINGS``.
    ``letters``: those its words are written with, in lower case; capitals go with them.
    """

    code: str
    name: str
    name_vi: str
    name_en: str = ""
    direction: str = "ltr"
    fallback: str = ""
    open_graph: str = ""
    frame: bool = False
    sorting: str = "vietnamese"
    letters: str = ""

    @property
    def hreflang(self) -> str:
        """The code for search engines, which know ISO 639-1 alone; empty if that has none."""
        return self.code if len(self.code.partition("-")[0]) == 2 else ""

    @property
    def short_name(self) -> str:
        """What a narrow link says: the code in capitals where readers know it, else the name."""
        return self.code.upper() if len(self.code) == 2 else self.name

    def get_label(self) -> str:
        """Return its name for readers of the interface: Vietnamese, English, else its own."""
        labels = {"vi": self.name_vi, "en": self.name_en}
        return labels.get(get_interface_language()) or self.name


def read_languages(*paths: Path) -> dict[str, Language]:
    """Return the table of languages of some TOML files by code; later files add to earlier ones.

    Raises ImproperlyConfigured, with one sentence, for a file that cannot be read and for an entry
    that is wrong or stands there twice.
    """
    table: dict[str, Language] = {}
    for path in paths:
        for code, entry in _read_file(path).items():
            if code in table:
                raise ImproperlyConfigured(f"{path}: the language {code} is declared twice.")
            table[code] = _make_language(path, code, entry)
    if not table:
        raise ImproperlyConfigured(f"{paths[0]}: no language is declared.")
    for language in table.values():
        if language.fallback and not _is_frame(table, language.fallback):
            raise ImproperlyConfigured(
                f"The fallback of the language {language.code} is {language.fallback!r}, which is "
                "no declared language whose frame is translated."
            )
    if not _is_frame(table, next(iter(table))):
        raise ImproperlyConfigured(f"{paths[0]}: the frame of the first language is translated.")
    return table


def get_language_entry(code: str | None = None) -> Language:
    """Return the entry of a language, by default of the active one.

    That of the source language for a code that is not declared, such as that of a language which
    was taken out of the table while pages in it are still there.
    """
    table: dict[str, Language] = settings.LANGUAGE_TABLE
    return table.get(code or get_language() or "") or table[settings.LANGUAGE_CODE]


def get_interface_language(code: str | None = None) -> str:
    """Return the code of the language that the words of a frame are in.

    ``code``: the language of the path; by default the active one.
    """
    language = get_language_entry(code)
    return language.code if language.frame else language.fallback or settings.LANGUAGE_CODE


def find_path_language(path: str) -> str | None:
    """Return the code of the language that a path begins with, in capitals too; None if none."""
    first = path.removeprefix("/").partition("/")[0].lower()
    return first if first in dict(settings.LANGUAGES) else None


def is_declared(code: str) -> bool:
    """Return whether a language is in the table."""
    return code in settings.LANGUAGE_TABLE


def sort_languages(codes: Iterable[str]) -> list[str]:
    """Return the declared ones of some codes, in the order of the table."""
    wanted = {*codes}
    return [code for code in settings.LANGUAGE_TABLE if code in wanted]


def list_hreflang(urls: dict[str, str]) -> dict[str, str]:
    """Return the URLs of a page in its languages as search engines may be told of them.

    ``urls``: by language code, all translations that exist, the page itself included. Returned by
    ``hreflang``, sorted, with ``x-default`` for the source language. Languages without a code in
    ISO 639-1 are left out; empty if fewer than two remain.
    """
    known = {get_language_entry(code).hreflang: url for code, url in sorted(urls.items())}
    known.pop("", None)
    if len(known) < 2:
        return {}
    default = urls.get(settings.LANGUAGE_CODE)
    return known | ({"x-default": default} if default else {})


def make_language_info(language: Language) -> dict[str, object]:
    """Return an entry as Django keeps it in ``django.conf.locale.LANG_INFO``."""
    return {
        "bidi": language.direction == "rtl",
        "code": language.code,
        "name": language.name_en or language.name,
        "name_local": language.name,
    }


def _is_frame(table: dict[str, Language], code: str) -> bool:
    return code in table and table[code].frame


def _read_file(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ImproperlyConfigured(f"The languages in {path} cannot be read: {error}.") from error


def _make_language(path: Path, code: str, entry: object) -> Language:
    try:
        _check_entry(code, entry)
    except ValueError as error:
        raise ImproperlyConfigured(f"{path}: language {code}: {error}.") from None
    return Language(code, **entry)  # type: ignore[arg-type]


def _check_entry(code: str, entry: object) -> None:
    """Raise ValueError, with what is wrong, unless an entry is one that ``Language`` can hold."""
    if not _CODE.fullmatch(code):
        raise ValueError("the code is no language tag in lower case, such as tyz or zh-hant")
    if not isinstance(entry, dict):
        raise ValueError(f"this is no table; write [{code}]")
    _check_types(entry)
    for name, allowed in (("direction", DIRECTIONS), ("sorting", SORTINGS)):
        if entry.get(name, allowed[0]) not in allowed:
            raise ValueError(f"{name} must be {' or '.join(allowed)}")
    if entry.get("open_graph") and not _OPEN_GRAPH.fullmatch(entry["open_graph"]):
        raise ValueError("open_graph must be written as vi_VN")


def _check_types(entry: dict[str, Any]) -> None:
    known = {field.name: field for field in fields(Language) if field.name != "code"}
    for name, value in entry.items():
        if name not in known:
            raise ValueError(f"{name} is none of {', '.join(known)}")
        kind: Any = known[name].type
        if not isinstance(value, kind):
            raise ValueError(f"{name} must be {kind.__name__}")
    for name, field in known.items():
        if field.default is MISSING and not entry.get(name):
            raise ValueError(f"{name} is missing")
