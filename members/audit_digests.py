"""Digests and signatures of the journal's chain; docs/features/audit.md describes both.

The digest of an entry is the SHA-256 of the digest before it and of what the entry says, so that
one that is changed, deleted or inserted later no longer fits. Whoever can write to the database can
compute digests anew, but no signature: the key is in the environment alone.
"""

import hashlib
import hmac
import json
from datetime import UTC
from typing import Any

from django.conf import settings

from members.models import AuditEntry

# What the first entry of a chain has in place of a digest before it.
FIRST_DIGEST = "0" * 64
# What an entry's digest is made of, in this order, after its number and time.
CONTENT_FIELDS = (
    *("unit_code", "person_name", "action", "model_label", "object_id", "title", "detail"),
    "changes",
)


def get_entry_digest(entry: AuditEntry, before: str) -> str:
    """Return the digest of an entry in hexadecimal digits.

    ``before``: the digest of the entry with the number before. The text that is digested is
    ``before``, a line feed, and a JSON array without spaces: number, time in UTC with microseconds
    (ISO 8601), and ``CONTENT_FIELDS``. Of an entry that names a decision its key and its digest
    follow.
    """
    at = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    content: list[Any] = [entry.number, at, *(getattr(entry, name) for name in CONTENT_FIELDS)]
    if entry.decision_id is not None:
        content += [entry.decision_id, entry.decision_digest]
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(f"{before}\n{text}".encode()).hexdigest()


def sign_point(number: int, digest: str) -> str:
    """Return the signature of a point of the chain; empty if no key is set (``JOURNAL_KEYS``).

    It is an HMAC with SHA-256 in hexadecimal digits, by the first key.
    """
    keys = settings.JOURNAL_KEYS
    return _sign(keys[0], number, digest) if keys else ""


def has_valid_signature(number: int, digest: str, signature: str) -> bool:
    """Return whether one of the keys that are set has made the signature."""
    return any(
        hmac.compare_digest(signature, _sign(key, number, digest)) for key in settings.JOURNAL_KEYS
    )


def _sign(key: str, number: int, digest: str) -> str:
    message = f"bantin-journal:{number}:{digest}".encode()
    return hmac.new(key.encode(), message, hashlib.sha256).hexdigest()
