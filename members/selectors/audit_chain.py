"""Verification of the journal's chain: what no longer fits, and where."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core import signing
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.audit_digests import FIRST_DIGEST, get_entry_digest, has_valid_signature
from members.models import AuditAnchor, AuditChain, AuditEntry
from sites.models import Agency

# Entries read at once.
BATCH_SIZE = 2000
# Faults of one verification; more say nothing new.
MAX_FAULTS = 1000
_SALT = "members.audit_chain"


class FaultKind(models.TextChoices):
    """What is wrong at a place of the chain."""

    CHANGED = "changed", gettext_lazy("entry %(number)s was changed, or its place")
    MISSING = "missing", gettext_lazy("entry %(number)s is missing")
    ADDED = "added", gettext_lazy("entry %(number)s stands after the end of the chain")
    ANCHOR = "anchor", gettext_lazy("entry %(number)s is another than was anchored")
    SIGNATURE = "signature", gettext_lazy("the signature at entry %(number)s does not hold")
    UNSIGNED = "unsigned", gettext_lazy("the end at entry %(number)s is not signed")


@dataclass(frozen=True)
class ChainFault:
    """Something wrong at the entry with this number."""

    kind: str
    number: int

    @property
    def label(self) -> str:
        """What is wrong, as a part of a sentence."""
        return str(FaultKind(self.kind).label) % {"number": self.number}


@dataclass
class ChainReport:
    """What a verification found. ``number`` and ``digest``: the last entry; 0 and empty for none.

    ``entries``: how many were read.
    """

    number: int = 0
    digest: str = ""
    entries: int = 0
    faults: list[ChainFault] = field(default_factory=list)

    def dump(self) -> str:
        """Return the report as a signed text."""
        return signing.dumps(asdict(self), salt=_SALT)

    @classmethod
    def load(cls, text: str) -> "ChainReport":
        """Return the report of a text from ``dump``. Raises BadSignature for any other."""
        fields = signing.loads(text, salt=_SALT)
        faults = [ChainFault(**fault) for fault in fields.pop("faults")]
        return cls(**fields, faults=faults)

    def add(self, kind: FaultKind, number: int) -> None:
        """Add a fault, unless there are ``MAX_FAULTS`` already."""
        if len(self.faults) < MAX_FAULTS:
            self.faults.append(ChainFault(kind, number))


def count_chained() -> int:
    """Return how many entries have a place in the chain."""
    return AuditEntry.objects.filter(number__isnull=False).count()


def count_unchained() -> int:
    """Return how many entries wait for their place in the chain."""
    return AuditEntry.objects.filter(number=None).count()


def has_unseparated() -> bool:
    """Return whether a search does not find all entries of a former release yet."""
    return AuditEntry.objects.filter(is_separated=False).exists()


def get_chain() -> AuditChain:
    """Return the end of the chain and what was found last; an empty one if nothing is chained."""
    return AuditChain.objects.filter(pk=1).first() or AuditChain()


def list_last_faults(chain: AuditChain) -> list[ChainFault]:
    """Return the faults that the last verification found, at most 20."""
    known = set(FaultKind.values)
    return [ChainFault(kind, number) for kind, number in chain.faults if kind in known]


def find_point(number: int) -> str:
    """Return the digest of the entry, or of the anchor, with this number; empty for none."""
    entries = AuditEntry.objects.filter(number=number).values_list("digest", flat=True)
    anchors = AuditAnchor.objects.filter(number=number).values_list("digest", flat=True)
    return entries.first() or anchors.first() or ""


def verify_chain(progress: Callable[[int], object] = lambda number: None) -> ChainReport:
    """Read the whole chain and return what no longer fits.

    Memory is bounded: ``BATCH_SIZE`` entries, the codes of the agencies, an anchor for each night.
    ``progress`` is called with the number of entries read since the last call. Entries may be
    chained, and removed by their age, meanwhile.
    """
    verification = Verification()
    while number := verification.read_on():
        progress(number)
    return verification.finish()


class Verification:
    """A verification under way: what was read so far, and what it is compared with.

    ``report``: of one that is gone on with.
    """

    def __init__(self, report: ChainReport | None = None) -> None:
        self.report = report or ChainReport()
        self.codes = dict(Agency.objects.values_list("pk", "code"))
        self.anchors = {anchor.number: anchor for anchor in AuditAnchor.objects.all()}
        self.chain = get_chain()
        start = max((one.number for one in self.anchors.values() if one.is_start), default=0)
        if start and not self.report.entries:
            self._begin_after(self.anchors[start])

    def read_on(self) -> int:
        """Check the next entries; return how many there were, 0 at the end."""
        entries = AuditEntry.objects.filter(number__gt=self.report.number).order_by("number")
        batch = list(entries.defer("search_key")[:BATCH_SIZE])
        if not batch:
            return 0
        # After the entries, which were chained together with it.
        self.chain = get_chain()
        if batch[0].number == self.report.number + 1 or not self._has_new_start():
            for entry in batch:
                self._check_entry(entry, entry.number or 0)
        self.report.entries += len(batch)
        return len(batch)

    def finish(self) -> ChainReport:
        """Check the end, whose row was read before the entries were found to be all; report."""
        chain, report = self.chain, self.report
        self._add_missing(range(report.number + 1, chain.number + 1))
        self._add_missing([number for number in self.anchors if number > chain.number])
        if report.number == chain.number and report.digest != chain.digest:
            report.add(FaultKind.CHANGED, chain.number)
        if settings.JOURNAL_KEYS and chain.number:
            if not chain.signature:
                report.add(FaultKind.UNSIGNED, chain.number)
            elif not has_valid_signature(chain.number, chain.digest, chain.signature):
                report.add(FaultKind.SIGNATURE, chain.number)
        return report

    def _begin_after(self, anchor: AuditAnchor) -> None:
        self.report.number, self.report.digest = anchor.number, anchor.digest
        self._check_signature(anchor)

    def _has_new_start(self) -> bool:
        """Begin anew where entries were removed by their age meanwhile; return whether so."""
        starts = AuditAnchor.objects.filter(is_start=True, number__gt=self.report.number)
        start = starts.order_by("number").last()
        if start is not None:
            self._begin_after(start)
        return start is not None

    def _check_entry(self, entry: AuditEntry, number: int) -> None:
        report = self.report
        missing = range(report.number + 1, number)
        self._add_missing(missing)
        # What follows a gap cannot be compared with what stood before it.
        before = report.digest or FIRST_DIGEST
        is_intact = missing or entry.digest == get_entry_digest(entry, before)
        if number > self.chain.number:
            report.add(FaultKind.ADDED, number)
        elif not is_intact or not self._has_its_agency(entry):
            report.add(FaultKind.CHANGED, number)
        if anchor := self.anchors.get(number):
            if anchor.digest != entry.digest:
                report.add(FaultKind.ANCHOR, number)
            self._check_signature(anchor)
        report.number, report.digest = number, entry.digest

    def _has_its_agency(self, entry: AuditEntry) -> bool:
        """Return whether the entry is shown to the agency that it was recorded for."""
        if entry.agency_id is None:
            return not entry.unit_code or entry.unit_code not in self.codes.values()
        return self.codes.get(entry.agency_id) == entry.unit_code

    def _check_signature(self, anchor: AuditAnchor) -> None:
        # An anchor without a signature is from before there was a key.
        is_checked = bool(settings.JOURNAL_KEYS and anchor.signature)
        point = anchor.number, anchor.digest, anchor.signature
        if is_checked and not has_valid_signature(*point):
            self.report.add(FaultKind.SIGNATURE, anchor.number)

    def _add_missing(self, numbers: Sequence[int]) -> None:
        for number in numbers[:MAX_FAULTS]:
            self.report.add(FaultKind.MISSING, number)


def explain_faults(faults: list[ChainFault]) -> str:
    """Return faults as one sentence, the first ones by name; empty for none."""
    if not faults:
        return ""
    named = "; ".join(fault.label for fault in faults[:3])
    others = len(faults) - 3
    if others > 0:
        named = _("%(faults)s, and %(number)s more") % {"faults": named, "number": others}
    return f"{named[0].upper()}{named[1:]}."


def find_places(target: models.Model, actions: Collection[str]) -> dict[datetime, tuple[int, str]]:
    """Return number and digest of the central entries about an object, by their time.

    ``actions``: of these only. Entries that have no place in the chain yet are left out.
    """
    kind = ContentType.objects.get_for_model(target, for_concrete_model=False)
    entries = AuditEntry.objects.filter(
        content_type=kind, object_id=str(target.pk), action__in=actions, number__isnull=False
    )
    rows = entries.order_by("number").values_list("at", "number", "digest")
    return {at: (number or 0, digest) for at, number, digest in rows}
