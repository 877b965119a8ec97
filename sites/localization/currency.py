"""Parts of published translations that have no current words.

Everything is read from ``TranslationState``, which ``sites.localization.publication`` writes with
the row: a cache of what a rendering finds. An object without a state counts as complete: sources,
and translations that were never published.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from sites.localization.rendering import Rendering
from sites.localization.segments import get_language, get_part
from sites.models import TranslationState


@dataclass(frozen=True)
class TranslationStatus:
    """How a published translation stands to its source.

    ``untranslated``: paths at which words are missing. ``outdated``: those among them that have
    words for what the source said until ``outdated_since``. ``is_withheld``: readers get the
    source, wholly.
    """

    untranslated: frozenset[str] = field(default_factory=frozenset)
    outdated: frozenset[str] = field(default_factory=frozenset)
    outdated_since: datetime | None = None
    is_withheld: bool = False

    @property
    def is_complete(self) -> bool:
        """Whether all that the source says has words."""
        return not self.untranslated

    @property
    def parts(self) -> frozenset[str]:
        """The parts that readers get in the language of the source."""
        return frozenset(map(get_part, self.untranslated))


COMPLETE = TranslationStatus()


def make_status(rendering: Rendering, *, is_withheld: bool) -> TranslationStatus:
    """Return the status of a rendering, as if it were published now."""
    return TranslationStatus(rendering.missing, rendering.older, is_withheld=is_withheld)


def get_translation_status(translated: Any) -> TranslationStatus:
    """Return the status of a page or bulletin in any language, in one query."""
    keys = [translated.translation_key]
    found = get_translation_statuses(keys, get_language(translated))
    return found.get(translated.translation_key, COMPLETE)


def get_translation_statuses(
    keys: Iterable[UUID], language: str
) -> Mapping[UUID, TranslationStatus]:
    """Return the statuses of translations into ``language`` by translation key, in one query.

    Translations without a state are left out: they count as ``COMPLETE``.
    """
    rows = TranslationState.objects.filter(
        translation_key__in=list(keys), locale__language_code=language
    ).values_list("translation_key", "untranslated", "outdated", "outdated_since", "is_withheld")
    return {
        key: TranslationStatus(frozenset(untranslated), frozenset(outdated), since, is_withheld)
        for key, untranslated, outdated, since, is_withheld in rows
    }


def list_outdated(objects: QuerySet) -> QuerySet[TranslationState]:
    """Return the states of the translations of ``objects`` with older words, the longest first.

    ``objects``: pages or bulletins, in any language.
    """
    return (
        TranslationState.objects.filter(
            translation_key__in=objects.values("translation_key"), outdated_since__isnull=False
        )
        .select_related("locale")
        .order_by("outdated_since", "pk")
    )
