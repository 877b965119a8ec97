"""Separation of unpublished words in the entries that a former release wrote.

Its keys have titles and words of drafts. Until an entry is separated no search finds it, and an
auditor reads no title of a draft in it.
"""

from collections.abc import Iterator

from members.models import AuditEntry
from members.selectors.audit_titles import PublicTitles
from members.services.audit import separate_words

BATCH_SIZE = 500
_KEYS = ("search_key", "unpublished_key")


def separate_entries() -> Iterator[int]:
    """Set the keys of entries of a former release; yield how many, some at a time.

    The entries stay as the chain covers them. What has no place in the chain yet gets its keys with
    its place.
    """
    former = AuditEntry.objects.filter(is_separated=False, number__isnull=False)
    while entries := list(former.select_related("content_type").order_by("pk")[:BATCH_SIZE]):
        public, changed = PublicTitles(entries), []
        for entry in entries:
            before = [getattr(entry, name) for name in _KEYS]
            separate_words(entry, public)
            if before != [getattr(entry, name) for name in _KEYS]:
                changed.append(entry)
        AuditEntry.objects.bulk_update(changed, _KEYS, batch_size=100)
        keys = [entry.pk for entry in entries]
        AuditEntry.objects.filter(pk__in=keys).update(is_separated=True)
        yield len(entries)
