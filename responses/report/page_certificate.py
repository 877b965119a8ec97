"""The certificate that a page of a unit's website was public, as PDF.

It has two parts apart: the record of decisions and journal, and the nightly comparisons with the
decided version. docs/features/certificates.md has the steps of a check.
"""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Min
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language, override, pgettext
from django.utils.translation import gettext as _
from wagtail.admin.utils import get_user_display_name
from wagtail.models import Page

from accounts.models import User
from content.models import ComparedDecision
from content.pdf import render_pdf
from content.versions.digest import DIGITS
from members.services.version_changes import describe_content
from responses.models import Certificate
from responses.report.certificate_parts import (
    build_check,
    build_periods,
    build_section,
    find_spans,
    make_certificate,
    record_certificate,
)
from responses.selectors.acknowledgements import format_time
from responses.selectors.public_spans import PublicSpan
from sites.models import Agency
from sites.permissions.ownership import get_page_agency

TEMPLATE = Path(__file__).with_name("certificate.typ")


@transaction.atomic
def issue_page_certificate(
    *, page: Page, by: User, language: str, decision: int | None = None
) -> tuple[Certificate, bytes]:
    """Return a certificate and its PDF, and record both.

    ``page``: the specific one. ``decision``: key of a decision about the page, None for the last
    one. Raises ValidationError if the page never was public by a decision, or has a password;
    TypesettingError if the PDF cannot be made.
    """
    agency = get_page_agency(page)
    if page.get_view_restrictions().exists():
        raise ValidationError(_("The page has a password or a group of readers: it is not public."))
    spans = [span for span in find_spans(page) if span.decision]
    wanted = [span for span in spans if span.decision and decision in {None, span.decision.pk}]
    if agency is None or not wanted:
        raise ValidationError(_("The page was never public."))
    digest = wanted[-1].decision.digest if wanted[-1].decision else ""
    own = [span for span in spans if span.decision and span.decision.digest == digest]
    version = _get_version(own[-1])
    certificate = make_certificate(
        page,
        own,
        agency=agency,
        by=by,
        title=version.object_str,
        issuer=agency.name,
        address=(page.full_url or "") if page.live else "",
        **_find_comparisons(own),
    )
    with override(language):
        content = render_pdf(TEMPLATE, _build_context(certificate, page, spans, version))
    record_certificate(certificate, content, page, agencies=[agency.pk])
    return certificate, content


def _get_version(span: PublicSpan) -> Any:
    version = span.decision and (span.decision.version or span.decision.kept)
    if not version:
        raise ValidationError(_("The system no longer has this version."))
    return version


def _build_context(
    certificate: Certificate, page: Page, spans: Sequence[PublicSpan], version: Any
) -> dict[str, Any]:
    agency: Any = certificate.agency
    now = timezone.localtime(certificate.issued_at)
    person = get_user_display_name(certificate.issued_by)
    return {
        "language": get_language(),
        "issuer": certificate.issuer,
        "number": "",
        "date": _("On %(day)s/%(month)s/%(year)s")
        % {"day": now.day, "month": now.month, "year": now.year},
        "kind": _("Certificate"),
        "matter": _("of the publication of a page"),
        "title": certificate.title,
        **build_check(certificate, agency),
        "sections": [
            build_section(_("What and by whom"), facts=_list_facts(certificate, page, agency)),
            build_section(
                _("Public, by the decisions and the journal"),
                **build_periods(certificate, spans, page),
            ),
            build_section(_("Seen by the nightly look"), paragraphs=[_describe_look(certificate)]),
            build_section(_("How to check this paper"), paragraphs=_list_steps(certificate)),
        ],
        "annex": _("Annex: the texts of this version"),
        "text": [
            f"{capfirst(label)}: {words}"
            for label, words in describe_content(type(page), version.content)
        ],
        "zone": _("All times are Vietnam's (UTC+7)."),
        "made": _("Made by the system at %(time)s for %(person)s.")
        % {"time": format_time(certificate.issued_at), "person": person},
        "sign": _("Confirmed by the unit"),
        "page": pgettext("paper", "Page"),
    }


def _find_comparisons(spans: Sequence[PublicSpan]) -> dict[str, datetime | None]:
    """Return when the first and the last nightly comparison found the version public."""
    decisions = [span.decision for span in spans if span.decision]
    return ComparedDecision.objects.filter(decision__in=decisions).aggregate(
        first_seen=Min("first_at"), last_seen=Max("last_at")
    )


def _describe_look(certificate: Certificate) -> str:
    if certificate.first_seen is None:
        return _("No nightly look was made yet while this version was public.")
    return _(
        "Each night the system compares each public page with the version that was decided. This "
        "page agreed first at %(first)s and last at %(last)s."
    ) % {
        "first": format_time(certificate.first_seen),
        "last": format_time(certificate.last_seen),
    }


def _list_facts(certificate: Certificate, page: Page, agency: Agency) -> list[tuple[str, str]]:
    rows = [
        (_("Title"), certificate.title),
        (_("Kind of page"), capfirst(str(type(page)._meta.verbose_name))),
        (_("Unit"), agency.name),
        (pgettext("web", "Address"), certificate.address),
        (_("Number of the certificate"), certificate.number),
        (_("Digest of the version"), certificate.digest[:DIGITS]),
    ]
    return [(name, value) for name, value in rows if value]


def _list_steps(certificate: Certificate) -> list[str]:
    return [
        _(
            "Open the address above, or the page “Check a certificate” of any website of this "
            "installation, and enter the number %(number)s. The system computes the digest again, "
            "from the version that it has stored. The first 12 digits must be those above."
        )
        % {"number": certificate.number},
        _(
            "The column “Journal” has place and digest of each entry in the chained journal. The "
            "ICT department runs “manage.py verify_journal --contains” with it."
        ),
        _(
            "The SHA-256 of this file was written into the journal when it was made, with its "
            "number."
        ),
    ]
