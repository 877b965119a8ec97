"""Issued certificates, and whether the system still agrees with them."""

from content.versions.decisions import is_intact
from members.models import AuditEntry
from responses.models import Certificate, normalize_number


def find_certificate(number: str) -> Certificate | None:
    """Return the certificate with a number, typed in any case, with or without hyphens; or None."""
    known = Certificate.objects.select_related("decision__version", "decision__kept")
    return known.filter(number=normalize_number(number)).first()


def has_its_digest(certificate: Certificate) -> bool | None:
    """Return whether the stored version has the digest of a certificate, computed again.

    None if the system no longer has the version.
    """
    decision = certificate.decision
    if decision is None:
        return None
    intact = is_intact(decision)
    return intact if intact is None else intact and decision.digest == certificate.digest


def find_place(certificate: Certificate) -> int | None:
    """Return the number of the journal's entry that names the decision with the same digest.

    None if the journal has none.
    """
    decision = certificate.decision
    version = decision and (decision.version or decision.kept)
    if decision is None or version is None:
        return None
    entries = AuditEntry.objects.filter(
        content_type=version.content_type_id,
        object_id=decision.object_id,
        decision_id=decision.pk,
        decision_digest=certificate.digest,
        number__isnull=False,
    )
    return entries.order_by("number").values_list("number", flat=True).first()
