"""Finds outdated segments of translations.

Everything is read from ``TranslationState``, which ``sites.localization.version_records`` writes
when a source or a translation is published. An object without a state counts as current and
complete: sources, and translations that were never published.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from sites.localization.segments import get_language
from sites.models import TranslationState


@dataclass(frozen=True)
class TranslationStatus:
    """How a published translation stands to its source.

    ``untranslated``: paths whose text is in the language of the source. ``outdated``: paths at
    which the source has said something else since ``outdated_since``. A path may be of a segment
    that only the source or only the translation has.
    """

    untranslated: frozenset[str] = field(default_factory=frozenset)
    outdated: frozenset[str] = field(default_factory=frozenset)
    outdated_since: datetime | None = None

    @property
    def is_current(self) -> bool:
        """Whether the source has changed nowhere since."""
        return not self.outdated


CURRENT = TranslationStatus()


def get_translation_status(translated: Any) -> TranslationStatus:
    """Return the status of a page or bulletin in any language, in one query."""
    keys = [translated.translation_key]
    found = get_translation_statuses(keys, get_language(translated))
    return found.get(translated.translation_key, CURRENT)


def get_translation_statuses(
    keys: Iterable[UUID], language: str
) -> Mapping[UUID, TranslationStatus]:
    """Return the statuses of translations into ``language`` by translation key, in one query.

    Translations without a state are left out: they count as ``CURRENT``.
    """
    rows = TranslationState.objects.filter(
        translation_key__in=list(keys), locale__language_code=language
    ).values_list("translation_key", "untranslated", "outdated", "outdated_since")
    return {
        key: TranslationStatus(frozenset(untranslated), frozenset(outdated), since)
        for key, untranslated, outdated, since in rows
    }


def list_outdated(objects: QuerySet) -> QuerySet[TranslationState]:
    """Return the states of the outdated translations of ``objects``, the longest first.

    ``objects``: pages or bulletins, in any language.
    """
    return (
        TranslationState.objects.filter(
            translation_key__in=objects.values("translation_key"), outdated_since__isnull=False
        )
        .select_related("locale")
        .order_by("outdated_since", "pk")
    )
