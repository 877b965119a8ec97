"""Bulletins in the active language, and their version marks for display checks.

A ``LocalizedBulletin`` has the text of a translation and the facts of its source. The page of a
bulletin carries its mark.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.conf import settings
from django.utils.translation import get_language

from bulletins.models import Bulletin
from sites.localization.currency import (
    COMPLETE,
    TranslationStatus,
    get_translation_status,
    get_translation_statuses,
)
from sites.localization.display import LanguageNote, mark_translation
from sites.localization.previews import render_preview
from sites.localization.sources import find_source

# Fields that readers see, of the row with the text and of the source row. Updates, corrections and
# files are published with the bulletin, so `last_published_at` stands for them.
_TEXT_FIELDS = ("title", "instruction", "summary", "contact_name", "last_published_at")
_FACTS = (
    "contact_telephone",
    "urgency",
    "category",
    "source_id",
    "author_name",
    "document_number",
    "issued_on",
    "valid_until",
    "ended_at",
    "withdrawn_at",
    "closing_words",
    "last_published_at",
)
# The state in the mark of a page outside the audience, which leads to an urgent bulletin.
ELSEWHERE = "elsewhere"
# Hexadecimal digits: enough to distinguish all bulletins, and all versions of one.
_DIGITS = 12


def get_version_mark(source: Bulletin, text: Bulletin, state: str = "") -> str:
    """Return key, version and state of a bulletin as `key:version:state`.

    `source`: row with the facts; `text`: row with title and text. `state`: that of the bulletin
    itself if empty. The mark depends on the two rows
    alone: a page needs no further query for it, and a check can compute it from the database.
    """
    state = state or _get_state(source)
    return f"{get_mark_key(source)}:{_make_version_digest(source, text)}:{state}"


def get_mark_key(bulletin: Bulletin) -> str:
    """Return the key, with which the marks of all versions of a bulletin begin."""
    return bulletin.translation_key.hex[:_DIGITS]


def get_mark_version(mark: str) -> str:
    """Return the version in a mark of ``get_version_mark``."""
    return mark.split(":")[1]


def _make_version_digest(source: Bulletin, text: Bulletin) -> str:
    seen = [
        *(getattr(text, name) for name in _TEXT_FIELDS),
        text.body.get_prep_value(),
        *(getattr(source, name) for name in _FACTS),
    ]
    # One spelling of line breaks: the mend of version 1.0.0 (content.line_breaks) makes no new
    # version, which pages in caches would not have, and no proof either.
    dump = json.dumps(seen, default=str).replace("<br/>", "<br>")
    return hashlib.sha256(dump.encode()).hexdigest()[:_DIGITS]


def _get_state(source: Bulletin) -> str:
    if source.withdrawn_at:
        return "withdrawn"
    return "over" if source.is_expired() else "in-force"


@dataclass(frozen=True)
class LocalizedBulletin:
    """A bulletin in one language.

    ``source``: the row in the default language, which has urgency, times and origin. ``text``: the
    live translation into the active language, or the source itself if there is none or it is
    withheld. Parts of a translation without current words are those of the source; ``lang_of`` in
    templates marks them. ``note``: what a page says about that; empty for a complete translation.
    ``text`` is never saved.
    """

    source: Bulletin
    text: Bulletin
    note: LanguageNote = field(default=LanguageNote(), kw_only=True)

    @property
    def mark(self) -> str:
        """Identifier of bulletin, version and state, by which display checks read pages."""
        return get_version_mark(self.source, self.text)

    @property
    def whole(self) -> "LocalizedBulletin":
        """The bulletin in one language only, for what cannot mark the language of its parts.

        That is the source if parts of the translation are in its language: a listener would take
        them for the other one, and nobody can mark them on paper or in a message.
        """
        return LocalizedBulletin(self.source, self.source) if self.note else self


def localize_bulletins(sources: Iterable[Bulletin]) -> list[LocalizedBulletin]:
    """Pair sources with their live translations into the active language, in the same order.

    Two queries for any number of sources; none in the default language.
    """
    sources = list(sources)
    language = get_language() or settings.LANGUAGE_CODE
    if not sources or language == settings.LANGUAGE_CODE:
        return [LocalizedBulletin(source, source) for source in sources]
    keys = [source.translation_key for source in sources]
    rows = Bulletin.objects.filter(
        translation_key__in=keys, live=True, locale__language_code=language
    ).select_related("locale")
    translations = {row.translation_key: row for row in rows}
    statuses = get_translation_statuses(translations, language) if translations else {}
    return [
        _localize(source, translations.get(source.translation_key), statuses) for source in sources
    ]


def localize_row(source: Bulletin, row: Bulletin) -> LocalizedBulletin:
    """Pair a source with one of its rows, which may be itself, whatever the active language."""
    statuses = {} if row.pk == source.pk else {row.translation_key: get_translation_status(row)}
    return _localize(source, row, statuses)


def localize_preview(previewed: Bulletin) -> LocalizedBulletin:
    """Return a bulletin as readers would see it if ``previewed`` were published as it is."""
    source = find_source(previewed) if previewed.pk else None
    if source is None:
        return LocalizedBulletin(previewed, previewed)
    return _localize(source, previewed, {source.translation_key: render_preview(previewed)})


def _localize(
    source: Bulletin, translated: Bulletin | None, statuses: Mapping[UUID, TranslationStatus]
) -> LocalizedBulletin:
    if translated is None or translated.pk == source.pk:
        return LocalizedBulletin(source, source)
    status = statuses.get(source.translation_key, COMPLETE)
    if status.is_withheld:
        return LocalizedBulletin(source, source, note=LanguageNote(is_withheld=True, source=source))
    note = mark_translation(translated, source, status)
    return LocalizedBulletin(source, translated, note=note)
