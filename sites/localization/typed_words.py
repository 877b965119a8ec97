"""Typed words: what translators have typed into the editor, as drafts of a translation's words.

wagtail-localize keeps a string for each text of its source, and what was typed for it. A version
of the translation copies them.
"""

from typing import Any

from django.db.models import Exists, OuterRef
from wagtail.models import Locale
from wagtail_localize.models import (
    OverridableSegment,
    SegmentOverride,
    StringSegment,
    StringTranslation,
    TranslationSource,
)

from sites.localization.rendering import (
    Words,
    find_file,
    join_words,
    list_files,
    list_strings,
    name_file,
)


def take_typed_words(
    source: TranslationSource, locale: Locale, target: Any
) -> dict[str, dict[str, str]]:
    """Return the words of the next version of a translation.

    What the source says now has the typed words; former strings keep those of the latest version.
    ``target``: the translated object, which may be unsaved.
    """
    typed = read_typed_words(source, locale)
    present = list_strings(source.get_source_instance())
    files = list_files(source.get_source_instance())
    kept = {
        path: {
            original: said
            for original, said in known.items()
            if original not in present.get(path, ()) and files.get(path) != original
        }
        for path, known in _read_latest(target).items()
    }
    return {path: known for path, known in join_words(kept, typed).items() if known}


def read_typed_words(source: TranslationSource, locale: Locale) -> dict[str, dict[str, str]]:
    """Return what is typed for the strings that the editor has, and the files chosen there."""
    typed: dict[str, dict[str, str]] = {}
    rows = StringTranslation.objects.filter(
        Exists(
            StringSegment.objects.filter(
                source=source, string=OuterRef("translation_of"), context=OuterRef("context")
            )
        ),
        locale=locale,
    )
    for path, original, said in rows.values_list(
        "context__path", "translation_of__data", "data"
    ):
        typed.setdefault(path, {})[original] = said
    places = OverridableSegment.objects.filter(source=source).values("context")
    overrides = SegmentOverride.objects.filter(locale=locale, context__in=places)
    chosen = dict(overrides.values_list("context__path", "data_json"))
    files = list_files(source.get_source_instance()) if chosen else {}
    for path, key in chosen.items():
        if path in files and (file := find_file(files[path])) and str(key).isdecimal():
            typed.setdefault(path, {})[files[path]] = name_file(file[0], int(key))
    return typed


def fill_typed_words(source: TranslationSource, locale: Locale, target: Any) -> None:
    """Type the words of the latest version where nothing is typed.

    Programs, imports and former releases made words that nobody typed. ``source``: with the strings
    of the present source.
    """
    words = _read_latest(target)
    typed = read_typed_words(source, locale)
    segments = StringSegment.objects.filter(source=source).select_related("string", "context")
    for segment in segments if words else ():
        path, original = segment.context.path, segment.string.data
        said = words.get(path, {}).get(original)
        if said is not None and original not in typed.get(path, ()):
            StringTranslation.objects.get_or_create(
                translation_of=segment.string,
                locale=locale,
                context=segment.context,
                defaults={
                    "data": said,
                    "translation_type": StringTranslation.TRANSLATION_TYPE_MANUAL,
                },
            )
    places = OverridableSegment.objects.filter(source=source).select_related("context")
    for place in places if words else ():
        path = place.context.path
        for said in () if path in typed else words.get(path, {}).values():
            if file := find_file(said):
                SegmentOverride.objects.get_or_create(
                    locale=locale, context=place.context, defaults={"data_json": str(file[1])}
                )


def _read_latest(target: Any) -> Words:
    """Return the words of the latest version of a translation, {} for an unsaved one."""
    version = target.latest_revision if target.pk else None
    if version is None:
        return {} if target._state.adding else target.words
    words: Words = target.with_stored_content(version.content).words
    return words
