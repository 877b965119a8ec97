"""How a translation is shown that is not complete, or whose source has changed since.

Untranslated parts are shown in the words of the present source, marked with their language. Of
what is urgent, outdated parts are too; of anything else they stay, and a sentence at the top says
that the translation is older.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sites.localization.currency import TranslationStatus
from sites.localization.segments import get_block_ids, get_part, get_stream_fields, insert_parts


@dataclass(frozen=True)
class LanguageNote:
    """What a page says at its top about its language.

    ``has_foreign_parts``: parts are shown in Vietnamese. ``outdated_since``: when the source
    changed; None if the translation is current. ``is_replaced``: what had changed is among these
    parts, so that nothing outdated is shown.
    """

    has_foreign_parts: bool = False
    outdated_since: datetime | None = None
    is_replaced: bool = False

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
    is_replaced = status.outdated <= paths
    return LanguageNote(bool(parts), status.outdated_since, bool(status.outdated) and is_replaced)


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
