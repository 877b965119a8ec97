"""The chain of the journal: entries get their place in it shortly after they were written.

Nothing that is done in the admin waits for it: entries are written without a place, and a periodic
task gives them one, in the order in which it finds them. An entry of a transaction that ends late
gets a later place than its primary key says. docs/features/audit.md says what is noticed and what
is not.
"""

import logging
from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from content.versions.kept import list_expired_versions
from members.audit_digests import (
    FIRST_DIGEST,
    get_entry_digest,
    has_valid_signature,
    sign_point,
)
from members.models import AuditAnchor, AuditChain, AuditEntry
from members.selectors.audit_chain import ChainReport, Verification
from members.selectors.audit_titles import PublicTitles
from members.services.audit import separate_words
from members.services.version_changes import list_changed_fields

logger = logging.getLogger(__name__)

# Entries chained in one transaction: it must be short, as SQLite lets nobody else write meanwhile.
BATCH_SIZE = 200
# Faults that are kept of a verification.
MAX_FAULTS = 20
_CHAINED_FIELDS = (
    *("number", "digest", "unit_code", "model_label", "changes", "search_key"),
    *("unpublished_key", "is_separated"),
)


def chain_entries() -> Iterator[int]:
    """Give the entries that have none their place in the chain; yield how many, some at a time.

    In short transactions. Two processes may do it at the same time.
    """
    while True:
        waiting = AuditEntry.objects.filter(number=None).select_related("agency", "content_type")
        entries = list(waiting.order_by("pk")[:BATCH_SIZE])
        if not entries:
            return
        # Before the transaction: comparing versions takes long.
        public = PublicTitles(entries)
        for entry in entries:
            _fill_in(entry, public)
        yield _append(entries)


@transaction.atomic
def sign_end() -> AuditChain:
    """Sign the end of the chain with the first key, whatever is there; return it.

    For the first key of a chain that began without, and after somebody has looked into a signature
    that did not hold: ``chain_entries`` signs no chain whose end was not signed.
    """
    chain = _lock_chain()
    chain.signature = sign_point(chain.number, chain.digest)
    chain.save(update_fields=["signature"])
    return chain


def verify_and_record(state: str = "") -> Iterator[str]:
    """Verify the chain, keep what was found for the dashboard, and sign its end if all is well.

    Yields, after some entries, the ``state`` with which to go on; it is signed, so that whoever can
    write to the database cannot say what was found. The end is also written to the log, which that
    person cannot change either.
    """
    verification = Verification(ChainReport.load(state) if state else None)
    while verification.read_on():
        yield verification.report.dump()
    report = verification.finish()
    with transaction.atomic():
        chain = _lock_chain()
        chain.verified_at = timezone.now()
        chain.verified_number = report.number
        chain.faults = [[fault.kind, fault.number] for fault in report.faults[:MAX_FAULTS]]
        chain.save(update_fields=["verified_at", "verified_number", "faults"])
        if report.number and not report.faults:
            AuditAnchor.objects.get_or_create(
                number=report.number,
                defaults={
                    "digest": report.digest,
                    "signature": sign_point(report.number, report.digest),
                },
            )
    logger.info(
        "Journal: entry %s has the digest %s; faults: %s.",
        *(report.number, report.digest, len(report.faults)),
    )


def delete_old_entries() -> Iterator[int]:
    """Remove the entries older than ``JOURNAL_DAYS`` days; yield how many, some at a time.

    Copies of versions go with the entries about their decisions.
    A signed anchor stands where the chain begins from then on. Nothing is removed while the last
    verification has found a fault, as that would remove what can be told of it, nor where
    ``JOURNAL_DAYS`` is 0.
    """
    if settings.JOURNAL_DAYS <= 0:
        return
    limit = timezone.now() - timedelta(days=settings.JOURNAL_DAYS)
    last = _anchor_start(limit)
    old = AuditEntry.objects.filter(number__lte=last).order_by("number")
    while keys := list(old.values_list("pk", flat=True)[:BATCH_SIZE]):
        AuditEntry.objects.filter(pk__in=keys).delete()
        yield len(keys)
    # The chain no longer has the entries before these anchors.
    AuditAnchor.objects.filter(number__lt=last).delete()
    if last:
        yield list_expired_versions(limit).delete()[0]


@transaction.atomic
def _anchor_start(limit: object) -> int:
    """Let the chain begin after the entries older than ``limit``; return the last one's number.

    0 if there is none.
    """
    chain = _lock_chain()
    chained = AuditEntry.objects.filter(number__isnull=False).order_by("number")
    kept = chained.filter(at__gte=limit).values_list("number", flat=True).first()
    last = chained.filter(number__lt=kept if kept else chain.number + 1).last()
    if last is None or chain.faults or not last.number:
        return 0
    AuditAnchor.objects.update_or_create(
        number=last.number,
        defaults={
            "digest": last.digest,
            "signature": sign_point(last.number, last.digest),
            "is_start": True,
            "at": timezone.now(),
        },
    )
    return last.number


def _fill_in(entry: AuditEntry, public: PublicTitles) -> None:
    """Set what an entry still lacks: fields of a draft, agency and kind in words, search keys."""
    if entry.is_of_draft:
        entry.changes = [*map(list, list_changed_fields(entry))]
    entry.unit_code = entry.agency.code if entry.agency else ""
    kind = entry.content_type
    entry.model_label = f"{kind.app_label}.{kind.model}" if kind else ""
    separate_words(entry, public)


@transaction.atomic
def _append(entries: list[AuditEntry]) -> int:
    chain = _lock_chain()
    # Another process may have chained some meanwhile.
    keys = [entry.pk for entry in entries]
    waiting = AuditEntry.objects.filter(pk__in=keys, number=None)
    left = set(waiting.values_list("pk", flat=True))
    entries = [entry for entry in entries if entry.pk in left]
    if not entries:
        return 0
    is_signed = chain.number == 0 or has_valid_signature(
        chain.number, chain.digest, chain.signature
    )
    for entry in entries:
        entry.number = chain.number + 1
        entry.digest = get_entry_digest(entry, chain.digest or FIRST_DIGEST)
        chain.number, chain.digest = entry.number, entry.digest
    AuditEntry.objects.bulk_update(entries, _CHAINED_FIELDS, batch_size=50)
    # A chain that somebody else wrote must not become a signed one.
    chain.signature = sign_point(chain.number, chain.digest) if is_signed else ""
    chain.save(update_fields=["number", "digest", "signature"])
    return len(entries)


def _lock_chain() -> AuditChain:
    AuditChain.objects.get_or_create(pk=1)
    return AuditChain.objects.select_for_update().get(pk=1)
