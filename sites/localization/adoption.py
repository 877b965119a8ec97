"""Words of translations from before version 1.2, whose versions held copies of whole texts."""

from collections.abc import Mapping
from typing import Any

from wagtail_localize.strings import StringValue

from sites.localization.rendering import (
    Words,
    bind_files,
    bind_words,
    join_words,
    list_strings,
)
from sites.localization.segments import get_segment_texts, is_vietnamese, normalize
from sites.models import TranslationState, VersionRecord

# Versions of a translation among which the origin of a text is looked for.
MAX_VERSIONS = 50

# What a text rendered: by path, the lines of the source.
Rendered = Mapping[str, str]


def derive_words(translated: Any, source: Any) -> Words:
    """Return the words of a translation as its fields have them.

    Records of former versions say which lines of the source its texts render; without a record
    they render the present source. A text is left out that has another number of lines than what
    it renders: nobody could tell which line says what.
    """
    if not translated.pk:
        return bind_words(source, translated)
    rendered, untranslated = _find_rendered(translated)
    if not rendered:
        return bind_words(source, translated)
    present = list_strings(source)
    words: dict[str, dict[str, str]] = {}
    for path, strings in list_strings(translated).items():
        lines = rendered.get(path, "").split("\n")
        strings = [string for string in strings if _read(string)]
        if path in untranslated or len(lines) != len(strings):
            continue
        known = {_read(string): string for string in present.get(path, ())}
        for line, said in zip(lines, strings, strict=True):
            if line != _read(said) or not is_vietnamese(line):
                original = known.get(line) or str(StringValue.from_plaintext(line).data)
                words.setdefault(path, {})[original] = said
    return join_words(words, bind_files(source, translated))


def _find_rendered(translated: Any) -> tuple[Rendered, set[str]]:
    """Return what the texts render, and the paths that nobody has translated."""
    texts = get_segment_texts(translated)
    records = VersionRecord.objects.filter(revision__in=translated.revisions.values("pk"))
    rendered: dict[str, str] = {}
    untranslated: set[str] = set()
    wanted = {*texts}
    for record in records.order_by("-revision_id")[:MAX_VERSIONS]:
        found = {path for path in wanted if record.texts.get(path) == texts[path]}
        rendered |= {path: record.rendered[path] for path in found if path in record.rendered}
        untranslated |= found & {*record.untranslated}
        wanted -= found
    state = TranslationState.objects.filter(
        translation_key=translated.translation_key, locale=translated.locale_id
    ).first()
    if state:
        rendered = {
            path: state.rendered[path] for path in wanted if path in state.rendered
        } | rendered
        untranslated |= wanted & {*state.untranslated}
    return rendered, untranslated


def _read(string: str) -> str:
    return normalize(StringValue(string).render_text())
