"""Common parts of the certificates of pages and bulletins: number, digest, periods, journal."""

import hashlib
from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from wagtail.models import Page

from accounts.models import User
from content.qr import render_qr_svg
from content.versions.digest import DIGITS
from members.models import AuditEntry
from members.services.audit import create_audit_entries
from responses.models import Certificate
from responses.report.content import build_table
from responses.selectors.acknowledgements import format_time
from responses.selectors.public_spans import PublicSpan, list_entries_about, list_public_spans
from sites.decided_versions import find_public_version
from sites.models import Agency

# Log actions and journal entries of a certificate; the entry's detail is the number of the
# certificate and the SHA-256 of the file.
CERTIFIED, PAGE_CERTIFIED = "bulletins.certificate", "agencies.certificate"
ACTIONS = dict.fromkeys(
    (CERTIFIED, PAGE_CERTIFIED), gettext_lazy("took a certificate of publication")
)
# Digits of a fingerprint, or of a digest of the journal, in a table.
PLACE_DIGITS = 16


def find_spans(obj: Any) -> list[PublicSpan]:
    """Return the times in which a page or bulletin was public, with the decisions about them.

    Until the founding is over, what is public without a decided version gets one. Empty if nobody
    decided about the object.
    """
    find_public_version(obj)
    return list_public_spans(obj)


def make_certificate(
    obj: Any, spans: Sequence[PublicSpan], *, agency: Agency | None, by: User, **words: Any
) -> Certificate:
    """Return a new certificate, not saved, about the version of the last span.

    ``spans``: those of one version; none if nobody recorded any.
    """
    decision = spans[-1].decision if spans else None
    certificate = Certificate(
        agency=agency,
        decision=decision,
        digest=decision.digest if decision else "",
        issued_by=by,
        **words,
    )
    certificate.make_periods(spans)
    return certificate


def record_certificate(
    certificate: Certificate, content: bytes, target: Any, *, agencies: Sequence[int]
) -> None:
    """Save a certificate, and write its number and the SHA-256 of its file into the journal."""
    certificate.save()
    create_audit_entries(
        PAGE_CERTIFIED if isinstance(target, Page) else CERTIFIED,
        agencies=agencies,
        person=certificate.issued_by,
        target=target,
        detail=f"{certificate.number} {hashlib.sha256(content).hexdigest()}",
    )


def build_check(certificate: Certificate, website: Agency | None) -> dict[str, str]:
    """Return number and address by which anybody checks a certificate, and a QR code of that."""
    address = (
        website.root_url + reverse("certificate", args=[certificate.number]) if website else ""
    )
    return {
        "check": _("Certificate %(number)s. Anybody can check it at:")
        % {"number": certificate.number},
        "address": address,
        "qr": render_qr_svg(address) if address else "",
    }


def build_periods(
    certificate: Certificate, spans: Sequence[PublicSpan], obj: Any
) -> dict[str, Any]:
    """Return when the versions were public, by the decisions and the journal, as a section.

    ``spans``: of all versions.
    """
    sentences = [_describe_period(span, certificate) for span in spans if _is_of(certificate, span)]
    if not sentences:
        sentences = [_("The system has no record of a publication.")]
    keys = [span.decision.pk for span in spans if span.decision]
    named = list_entries_about(obj).filter(decision_id__in=keys, number__isnull=False)
    places = {entry.decision_id: entry for entry in named}
    rows = [
        [
            format_time(span.begin),
            _describe_end(span),
            str(span.decision.get_act_display()) if span.decision else "",
            str(span.decision.person or "") if span.decision else "",
            span.decision.digest[:DIGITS] if span.decision else "",
            _format_place(places.get(span.decision.pk if span.decision else 0)),
        ]
        for span in spans
    ]
    headings = [
        *(pgettext("period", "From"), pgettext("period", "To"), _("Decision"), _("Decided by")),
        *(_("Digest"), _("Journal")),
    ]
    return {"paragraphs": sentences} | build_table(headings, rows, (3, 3, 4, 3, 3, 4))


def build_section(heading: str, **parts: object) -> dict[str, object]:
    """Return a section for the template of certificates."""
    empty: dict[str, object] = {
        "heading": heading,
        "facts": [],
        "paragraphs": [],
        "code": "",
        "table": None,
    }
    return empty | parts


def _is_of(certificate: Certificate, span: PublicSpan) -> bool:
    if certificate.decision is None:
        return span.decision is None
    return span.decision is not None and span.decision.digest == certificate.digest


def _describe_period(span: PublicSpan, certificate: Certificate) -> str:
    words = {
        "first": format_time(span.begin),
        "last": format_time(span.end),
        "now": format_time(certificate.issued_at),
    }
    if span.end:
        return _("This version was public from %(first)s to %(last)s.") % words
    if span.is_public:
        sentence = _(
            "This version is public since %(first)s, and was so when the paper was made, at "
            "%(now)s."
        )
        return sentence % words
    return _("This version became public at %(first)s. The end is not recorded.") % words


def _describe_end(span: PublicSpan) -> str:
    if span.end:
        return format_time(span.end)
    return pgettext("period", "now") if span.is_public else _("not recorded")


def _format_place(entry: AuditEntry | None) -> str:
    return f"{entry.number}:{entry.digest[:PLACE_DIGITS]}" if entry else _("not yet chained")
