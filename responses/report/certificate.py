"""The certificate that a bulletin was public, on one website or on all, as PDF.

It certifies what verifications have seen (`responses.services.verification`), not what was meant to
be shown. docs/features/certificates.md says how to check one.
"""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from wagtail.admin.utils import get_user_display_name
from wagtail.log_actions import registry
from wagtail.models import ModelLogEntry

from accounts.models import User
from bulletins.models import Bulletin
from bulletins.selectors.status import get_publication_state
from content.pdf import render_pdf
from content.versions.digest import DIGITS
from members.selectors.audit_chain import find_places
from responses.models import Certificate
from responses.report.certificate_parts import (
    PLACE_DIGITS,
    build_check,
    build_periods,
    build_section,
    find_spans,
    make_certificate,
    record_certificate,
)
from responses.report.content import COURSE, build_table, describe_action
from responses.selectors.acknowledgements import format_time
from responses.selectors.canonical_text import get_canonical_text, get_fingerprint
from responses.selectors.verification import (
    ShownPeriod,
    find_shown_period,
    list_verification_agencies,
    make_verification_row,
)
from sites.models import Agency

TEMPLATE = Path(__file__).with_name("certificate.typ")
# Versions whose fingerprint is printed, the newest: each is rendered once more.
MAX_VERSIONS = 30


@transaction.atomic
def issue_certificate(*, bulletin: Bulletin, agency: Agency | None = None, by: User) -> bytes:
    """Return a certificate as PDF, and record its number and its digest.

    `bulletin`: a source. `agency`: of whose website; None for all. Raises ValidationError if no
    verification has seen the bulletin there, TypesettingError if the PDF cannot be made.
    """
    with translation.override(settings.LANGUAGE_CODE):
        certificate, context = _build_context(bulletin, agency, by)
        content = render_pdf(TEMPLATE, context)
    agencies = [agency.pk] if agency else []
    record_certificate(certificate, content, bulletin, agencies=agencies)
    return content


def _build_context(
    bulletin: Bulletin, agency: Agency | None, by: User
) -> tuple[Certificate, dict[str, Any]]:
    period = find_shown_period(bulletin, agency)
    if period is None:
        raise ValidationError(
            _("No verification has seen the bulletin there yet. Have it checked first.")
        )
    issuer = bulletin.source or Agency.objects.get_only_province()
    website = agency or issuer
    number = bulletin.document_number
    now = timezone.localtime()
    spans = find_spans(bulletin)
    last = spans[-1].decision if spans else None
    own = [span for span in spans if span.decision and last and span.decision.digest == last.digest]
    certificate = make_certificate(
        bulletin,
        own,
        agency=agency,
        by=by,
        title=bulletin.title,
        issuer=issuer.name if issuer else "",
        address=website.root_url + bulletin.path if website else "",
        first_seen=period.first,
        last_seen=period.last,
    )
    return certificate, {
        "language": settings.LANGUAGE_CODE,
        "issuer": issuer.name if issuer else "",
        "number": _("Number: %(number)s") % {"number": number} if number else "",
        "date": _("On %(day)s/%(month)s/%(year)s")
        % {"day": now.day, "month": now.month, "year": now.year},
        "kind": _("Certificate"),
        "matter": _("public from %(first)s to %(last)s") % _format_period(period),
        "title": bulletin.title,
        **build_check(certificate, website),
        "sections": [
            build_section(_("What and by whom"), facts=_list_facts(bulletin, issuer, certificate)),
            build_section(
                _("Public, by the decisions and the journal"),
                **build_periods(certificate, spans, bulletin),
            ),
            build_section(_("Seen by the nightly look"), **_build_places(bulletin, agency, period)),
            build_section(_("Versions and what was done"), **_build_versions(bulletin)),
            build_section(_("Fingerprint of the text"), **_build_fingerprint(bulletin)),
            build_section(_("How to check this paper"), paragraphs=_list_steps()),
        ],
        "annex": _("Annex: the text that the fingerprint is of"),
        "text": get_canonical_text(bulletin).splitlines(),
        "zone": _("All times are Vietnam's (UTC+7)."),
        "made": _("Made by the system at %(time)s for %(person)s.")
        % {"time": format_time(now), "person": get_user_display_name(by)},
        "sign": _("Confirmed by the unit"),
        "page": pgettext("paper", "Page"),
    }


def _format_period(period: ShownPeriod) -> dict[str, str]:
    return {"first": format_time(period.first), "last": format_time(period.last)}


def _list_facts(
    bulletin: Bulletin, issuer: Agency | None, certificate: Certificate
) -> list[tuple[str, str]]:
    rows = [
        (_("Title"), bulletin.title),
        (_("Document number"), bulletin.document_number),
        (_("Issued by"), issuer.name if issuer else ""),
        (_("First published"), format_time(bulletin.first_published_at)),
        (_("Valid from"), format_time(bulletin.valid_from)),
        (_("Valid until"), format_time(bulletin.valid_until)),
        (_("State"), get_publication_state(bulletin).label),
        (_("Number of the certificate"), certificate.number),
        (_("Digest of the version"), certificate.digest[:DIGITS]),
    ]
    return [(name, value) for name, value in rows if value]


def _build_places(bulletin: Bulletin, agency: Agency | None, period: ShownPeriod) -> dict[str, Any]:
    words = _format_period(period)
    rows = list_verification_agencies(bulletin)
    if agency:
        sentence = _(
            "The system read the website as citizens do, and found the bulletin there first at "
            "%(first)s and last at %(last)s."
        )
        rows = rows.filter(pk=agency.pk)
    else:
        words["number"] = str(period.websites)
        sentence = _(
            "The system read the websites as citizens do, and found the bulletin on %(number)s of "
            "them, first at %(first)s and last at %(last)s."
        )
    verifications = [
        make_verification_row(one, bulletin) for one in rows.filter(first_seen__isnull=False)
    ]
    table = [
        [f"{row.agency}\n{row.address}", row.first_seen, row.last_seen] for row in verifications
    ]
    headings = [_("Website"), _("First seen"), _("Last seen")]
    remark = _(
        "Websites are read after each publication, correction and end, and once every night."
    )
    return {"paragraphs": [sentence % words, remark]} | build_table(headings, table, (8, 3, 3))


def _build_versions(bulletin: Bulletin) -> dict[str, Any]:
    """Return a table of what was done, oldest first, with fingerprints and places in the journal.

    Each version that was published has the fingerprint of its text.
    """
    logged = registry.get_logs_for_instance(bulletin).filter(action__in=COURSE)
    entries = list(logged.select_related("user", "revision").order_by("timestamp", "pk"))
    places = find_places(bulletin, COURSE)
    published = [entry for entry in entries if entry.revision_id][-MAX_VERSIONS:]
    prints = {entry.pk: _get_version_print(entry) for entry in published}
    rows = [
        [
            format_time(entry.timestamp),
            describe_action(entry),
            str(entry.user_display_name),
            prints.get(entry.pk, ""),
            _format_place(places, entry.timestamp),
        ]
        for entry in entries
    ]
    headings = [
        _("Time"),
        _("What was done"),
        _("Done by"),
        pgettext("certificate", "Text"),
        _("Journal"),
    ]
    return build_table(headings, rows, (3, 5, 3, 4, 4))


def _get_version_print(entry: ModelLogEntry) -> str:
    if entry.revision is None:
        return ""
    return get_fingerprint(entry.revision.as_object())[:PLACE_DIGITS]


def _format_place(places: dict[datetime, tuple[int, str]], at: datetime) -> str:
    if at not in places:
        return _("not yet chained")
    number, digest = places[at]
    return f"{number}:{digest[:PLACE_DIGITS]}"


def _build_fingerprint(bulletin: Bulletin) -> dict[str, Any]:
    sentence = _(
        "SHA-256 of the text as it is shown, in the canonical form of the annex (UTF-8, a line "
        "feed after each line):"
    )
    return {"paragraphs": [sentence], "code": get_fingerprint(bulletin)}


def _list_steps() -> list[str]:
    return [
        _(
            "The text: write the lines of the annex into a file as they are; its SHA-256 is the "
            "fingerprint above. The ICT department hands the file out too."
        ),
        _(
            "The record: the column “Journal” has place and digest of each entry in the chained "
            "journal. The ICT department runs “manage.py verify_journal --contains” with it: a "
            "record that was changed later does not fit any more."
        ),
        _(
            "This file: its SHA-256 was written into the journal when it was made. The ICT "
            "department searches the journal for it."
        ),
    ]
