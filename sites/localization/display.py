"""Marks and notes on translations that say some parts in the language of their source."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from sites.localization.currency import TranslationStatus, get_translation_statuses
from sites.localization.rendering import iter_captions
from sites.localization.segments import get_language, mark_parts
from sites.localization.sources import find_source, get_language_name


@dataclass(frozen=True)
class LanguageNote:
    """What a page says at its top about its language.

    ``has_foreign_parts``: parts are in the language of the source. ``is_withheld``: all is.
    ``source``: the page or bulletin that is translated, None if there is nothing to be said.
    """

    has_foreign_parts: bool = False
    is_withheld: bool = False
    source: Any = None

    @property
    def language_name(self) -> str:
        """Name of the language of the source in the active one, as within a sentence."""
        return get_language_name(self.source.locale)

    def __bool__(self) -> bool:
        return self.has_foreign_parts or self.is_withheld


def mark_translation(translated: Any, source: Any, status: TranslationStatus) -> LanguageNote:
    """Mark the parts of a translation that are those of its source, in memory.

    Returns what is to be said about it.
    """
    if status.parts:
        mark_parts(translated, status.parts, get_language(source))
        mark_rows(translated, status, get_language(source))
    return LanguageNote(bool(status.parts), source=source)


def mark_rows(translated: Any, status: TranslationStatus, code: str) -> None:
    """Mark the child rows whose texts are in the language ``code``, in memory.

    The mark is ``language`` of the row.
    """
    rows = ((name, row) for name in translated.copied_rows for row in _read(translated, name))
    for name, row in rows:
        if any(path in status.untranslated for path, _column in iter_captions(name, row)):
            row.language = code


def mark_untranslated_fields(listed: Iterable[Any], language: str) -> None:
    """Mark the fields of pages in a list that are in the language of their source, in memory.

    ``language``: code of the frame; pages in another one are left as they are. One query for any
    number of pages, none in the default language.
    """
    if language == settings.LANGUAGE_CODE:
        return
    translated = [page for page in listed if get_language(page) == language]
    for page, status in _pair_with_statuses(translated, language):
        fields = (path for path in status.untranslated if "." not in path)
        mark_parts(page, fields, settings.LANGUAGE_CODE)


def mark_untranslated_rows(listed: Iterable[Any], language: str) -> None:
    """Mark the child rows of pages in a list whose texts are those of the source, in memory.

    ``language``: code of the frame. One query for any number of pages, none in the default
    language.
    """
    if language == settings.LANGUAGE_CODE:
        return
    translated = [page for page in listed if get_language(page) == language]
    for page, status in _pair_with_statuses(translated, language):
        mark_rows(page, status, settings.LANGUAGE_CODE)


def mark_untranslated(pages: Iterable[Any]) -> list[Any]:
    """Return pages with all parts marked that are in the language of their source, in memory.

    One query for each language.
    """
    listed = list(pages)
    by_language: defaultdict[str, list[Any]] = defaultdict(list)
    for page in listed:
        by_language[get_language(page)].append(page)
    for language, pages_in_it in by_language.items():
        for page, status in _pair_with_statuses(pages_in_it, language):
            if status.parts and (source := find_source(page)):
                mark_translation(page, source, status)
    return listed


def _read(instance: Any, name: str) -> Iterable[Any]:
    manager = getattr(instance, name)
    # Of this list, what ``all()`` returns later is made.
    rows: Iterable[Any] = (
        manager.get_object_list() if hasattr(manager, "get_object_list") else manager.all()
    )
    return rows


def _pair_with_statuses(pages: list[Any], language: str) -> Iterator[tuple[Any, TranslationStatus]]:
    by_key = {page.translation_key: page for page in pages}
    statuses = get_translation_statuses(by_key, language) if by_key else {}
    return ((by_key[key], status) for key, status in statuses.items())
