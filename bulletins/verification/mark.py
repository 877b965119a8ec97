"""What a page says, for machines, of the version of a bulletin it shows."""

import hashlib
import json

from bulletins.models import Bulletin

# What of the words and the facts readers see. Updates and corrections are published with the
# bulletin, so the time of publication stands for them, and for files.
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
# Hexadecimal digits: enough to tell the bulletins, and the versions of one, of a lifetime apart.
_DIGITS = 12


def mark_of(source: Bulletin, text: Bulletin) -> str:
    """Return which bulletin this is, in which version and state: ``key:version:state``.

    ``source`` has the facts, ``text`` the words. Made of the two rows alone, so that a page costs
    no query more and whoever has the database knows what the page has to say.
    """
    return f"{key_of(source)}:{_version(source, text)}:{_state(source)}"


def key_of(bulletin: Bulletin) -> str:
    """Return what the marks of all versions of a bulletin begin with."""
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
