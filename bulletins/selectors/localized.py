"""Bulletins in the active language, and their version marks for display checks.

A ``LocalizedBulletin`` has the text of a translation and the facts of its source. The page of a
bulletin carries its mark.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import get_language

from bulletins.models import Bulletin

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
# Hexadecimal digits: enough to distinguish all bulletins, and all versions of one.
_DIGITS = 12


def get_version_mark(source: Bulletin, text: Bulletin) -> str:
    """Return key, version and state of a bulletin as `key:version:state`.

    `source`: row with the facts; `text`: row with title and text. The mark depends on the two rows
    alone: a page needs no further query for it, and a check can compute it from the database.
    """
    return f"{get_mark_key(source)}:{_make_version_digest(source, text)}:{_get_state(source)}"


def get_mark_key(bulletin: Bulletin) -> str:
    """Return the key, with which the marks of all versions of a bulletin begin."""
    return bulletin.translation_key.hex[:_DIGITS]


def _make_version_digest(source: Bulletin, text: Bulletin) -> str:
    seen = [
        *(getattr(text, name) for name in _TEXT_FIELDS),
        text.body.get_prep_value(),
        *(getattr(source, name) for name in _FACTS),
    ]
    return hashlib.sha256(json.dumps(seen, default=str).encode()).hexdigest()[:_DIGITS]


def _get_state(source: Bulletin) -> str:
    if source.withdrawn_at:
        return "withdrawn"
    return "over" if source.is_expired() else "in-force"


@dataclass(frozen=True)
class LocalizedBulletin:
    """A bulletin in one language.

    ``source``: the row in the default language, which has urgency, times and origin. ``text``: the
    live translation into the active language, or the source itself if there is none.
    """

    source: Bulletin
    text: Bulletin

    @property
    def mark(self) -> str:
        """Identifier of bulletin, version and state, by which display checks read pages."""
        return get_version_mark(self.source, self.text)


def localize_bulletins(sources: Iterable[Bulletin]) -> list[LocalizedBulletin]:
    """Pair sources with their live translations into the active language, in the same order.

    One query for any number of sources; none in the default language.
    """
    sources = list(sources)
    language = get_language()
    translations = {}
    if sources and language != settings.LANGUAGE_CODE:
        keys = [source.translation_key for source in sources]
        rows = Bulletin.objects.filter(
            translation_key__in=keys, live=True, locale__language_code=language
        ).select_related("locale")
        translations = {row.translation_key: row for row in rows}
    return [
        LocalizedBulletin(source, translations.get(source.translation_key, source))
        for source in sources
    ]
