"""State of a translation against its source, as if its preview were published."""

from typing import Any

from django.utils import timezone
from wagtail.models import Locale
from wagtail_localize.models import TranslationSource

from sites.localization.currency import CURRENT, TranslationStatus
from sites.localization.facts import get_compared_texts
from sites.localization.sources import find_source
from sites.localization.version_records import (
    build_record,
    build_synced_record,
    compare_with_source,
)
from sites.models import TranslationState, VersionRecord

# Attribute of an object that is made of translated strings and not saved: what they belong to.
STRINGS = "_translation_source"

_translate = TranslationSource.get_ephemeral_translated_instance


def translate_unsaved(source: TranslationSource, locale: Locale, fallback: bool = False) -> Any:
    """Return the object with the translated strings there are, not to be saved.

    Replaces ``TranslationSource.get_ephemeral_translated_instance`` and returns the same; what it
    renders is known to ``get_preview_status``.
    """
    translated = _translate(source, locale, fallback)
    vars(translated)[STRINGS] = source
    return translated


def get_preview_status(previewed: Any) -> TranslationStatus:
    """Return the status that ``previewed`` would have as a published page or bulletin.

    ``previewed``: an object as a form, a saved version or the translation editor has it.
    ``CURRENT`` for a source.
    """
    source = find_source(previewed) if previewed.pk else None
    if source is None:
        return CURRENT
    record = _get_record(previewed)
    state = TranslationState(rendered=record["rendered"], untranslated=record["untranslated"])
    compare_with_source(state, source)
    return TranslationStatus(
        frozenset(state.untranslated), frozenset(state.outdated), state.outdated_since
    )


def _get_record(previewed: Any) -> dict[str, Any]:
    """Return the fields of the record (``VersionRecord``) that the object would be saved with."""
    strings: TranslationSource | None = vars(previewed).get(STRINGS)
    if strings:
        rendered = get_compared_texts(strings.as_instance())
        return build_synced_record(strings, rendered, previewed)
    saved = VersionRecord.objects.filter(revision=previewed.latest_revision_id).first()
    if saved and saved.texts == get_compared_texts(previewed):
        return {"rendered": saved.rendered, "untranslated": saved.untranslated}
    declared = getattr(previewed, "declaration", "")
    return build_record(previewed, written_at=None if declared else timezone.now())
