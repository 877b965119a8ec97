"""Version mark of a bulletin, which its page carries for display checks."""

import hashlib
import json

from bulletins.models import Bulletin

# Fields that readers see, of the row with the text and of the source row. Updates, corrections and
# files are published with the bulletin, so `last_published_at` stands for them.
_WORDS = ("title", "instruction", "summary", "contact_name", "last_published_at")
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


def mark_of(source: Bulletin, text: Bulletin) -> str:
    """Return key, version and state of a bulletin as `key:version:state`.

    `source`: row with the facts; `text`: row with title and text. The mark depends on the two rows
    alone: a page needs no further query for it, and a check can compute it from the database.
    """
    return f"{key_of(source)}:{_version(source, text)}:{_state(source)}"


def key_of(bulletin: Bulletin) -> str:
    """Return the key, with which the marks of all versions of a bulletin begin."""
    return bulletin.translation_key.hex[:_DIGITS]


def _version(source: Bulletin, text: Bulletin) -> str:
    seen = [
        *(getattr(text, name) for name in _WORDS),
        text.body.get_prep_value(),
        *(getattr(source, name) for name in _FACTS),
    ]
    return hashlib.sha256(json.dumps(seen, default=str).encode()).hexdigest()[:_DIGITS]


def _state(source: Bulletin) -> str:
    if source.withdrawn_at:
        return "withdrawn"
    return "over" if source.is_expired() else "in-force"
