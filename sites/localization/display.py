"""Display of translations that are incomplete or outdated.

Untranslated parts are shown in the words of the present source, marked with their language. Of
what is urgent, outdated parts are too; of anything else they stay, and a sentence at the top says
that the translation is older.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from modelcluster.fields import ParentalKey

from sites.localization.currency import TranslationStatus, get_translation_statuses
from sites.localization.segments import (
    get_block_ids,
    get_language,
    get_part,
    get_stream_fields,
    insert_parts,
    mark_parts,
)
from sites.localization.sources import find_source, get_language_name


@dataclass(frozen=True)
class LanguageNote:
    """What a page says at its top about its language.

    ``has_foreign_parts``: parts are shown in the language of the source. ``outdated_since``: when
    the source changed; None if the translation is current. ``is_replaced``: what had changed is
    among these parts, so that nothing outdated is shown. ``source``: the page or bulletin that is
    translated, None if there is nothing to be said.
    """

    has_foreign_parts: bool = False
    outdated_since: datetime | None = None
    is_replaced: bool = False
    source: Any = None

    @property
    def language_name(self) -> str:
        """Name of the language of the source in the active one, as within a sentence."""
        return get_language_name(self.source.locale)

    def __bool__(self) -> bool:
        return self.has_foreign_parts or self.outdated_since is not None


def complete_translation(
    translated: Any, source: Any, status: TranslationStatus, *, urgent: bool = False
) -> LanguageNote:
    """Replace parts of ``translated`` that cannot be shown as they are, in memory.

    ``urgent``: outdated parts are replaced too. Returns what is to be said about it.
    """
    paths = status.untranslated | (status.outdated if urgent else frozenset())
    parts = _list_parts(translated, source, paths) if paths else set()
    if parts:
        insert_parts(translated, source, parts)
    is_replaced = bool(status.outdated) and status.outdated <= paths
    return LanguageNote(bool(parts), status.outdated_since, is_replaced, source)


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
            source = find_source(page) if status.untranslated else None
            if source:
                parts = {get_part(path) for path in status.untranslated}
                mark_parts(page, parts, get_language(source))
    return listed


def _pair_with_statuses(pages: list[Any], language: str) -> Iterator[tuple[Any, TranslationStatus]]:
    by_key = {page.translation_key: page for page in pages}
    statuses = get_translation_statuses(by_key, language) if by_key else {}
    return ((by_key[key], status) for key, status in statuses.items())


def mark_copied_rows(translated: Any, source: Any, names: Iterable[str]) -> None:
    """Mark the child rows of ``translated`` that say what a row of ``source`` says, in memory.

    wagtail-localize does not translate rows of models without a language: it copies them. So their
    captions are in the language of the source until somebody writes others. ``names``: the
    relations. The mark is ``language`` of the row. Two queries for each relation that has rows.
    """
    for name in names:
        # Of this list, what ``all()`` returns later is made.
        rows = getattr(translated, name).get_object_list()
        if rows:
            originals = {_get_values(row) for row in getattr(source, name).all()}
            for row in rows:
                if _get_values(row) in originals:
                    row.language = get_language(source)


def _list_parts(translated: Any, source: Any, paths: frozenset[str]) -> set[str]:
    """Return the parts to replace for ``paths``.

    A StreamField whose blocks somebody has arranged otherwise than in the source is replaced
    wholly: nobody could tell which of its blocks renders the changed one.
    """
    parts = {get_part(path) for path in paths}
    for field in get_stream_fields(type(translated)):
        changed = {part.partition(".")[2] for part in parts if part.startswith(f"{field.name}.")}
        own = get_block_ids(getattr(translated, field.name))
        known = get_block_ids(getattr(source, field.name)) | changed
        if changed - own and own - known:
            parts = {part for part in parts if not part.startswith(f"{field.name}.")}
            parts.add(field.name)
    return parts


def _get_values(row: Any) -> tuple[Any, ...]:
    """Return what a child row says, without its key, its place and the object it belongs to."""
    fields = (
        field
        for field in row._meta.concrete_fields
        if not isinstance(field, ParentalKey) and not field.primary_key
    )
    return tuple(getattr(row, field.attname) for field in fields if field.name != "sort_order")
