"""Observations and acknowledgements of a bulletin on each website."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, FilteredRelation, Max, Min, Q
from django.utils.translation import gettext as _

from bulletins.models import Bulletin, list_audience_agencies
from responses.models import DisplayCheck
from responses.selectors.acknowledgements import format_time
from sites.models import Agency


@dataclass(frozen=True)
class ShownPeriod:
    """When verifications saw a bulletin in force, first and last, and on how many websites."""

    first: datetime
    last: datetime
    websites: int


def list_proof_agencies(bulletin: Bulletin) -> Any:
    """Return the agencies that a bulletin is for, was seen on or was confirmed by, for `ProofRow`.

    One query for any number. The proof is in annotations.
    """
    own_check = Q(display_checks__bulletin=bulletin)
    own_answer = Q(acknowledgements__bulletin=bulletin)
    agencies = Agency.objects.with_site().annotate(
        check_of=FilteredRelation("display_checks", condition=own_check),
        answer_of=FilteredRelation("acknowledgements", condition=own_answer),
        seen_version=F("check_of__shown_version"),
        first_seen=F("check_of__first_shown_at"),
        last_seen=F("check_of__last_shown_at"),
        confirmed_at=F("answer_of__at"),
        confirmed_by=F("answer_of__person_name"),
        spoken_to=F("answer_of__spoken_to"),
    )
    addressed = list_audience_agencies(bulletin.audience.all()).order_by()
    return agencies.filter(
        Q(pk__in=addressed.values("pk"))
        | Q(first_seen__isnull=False)
        | Q(confirmed_at__isnull=False)
    )


@dataclass(frozen=True)
class ProofRow:
    """The proof of one website in words: what screen, table and report have in common."""

    unit: str
    address: str
    version: str
    first_seen: str
    last_seen: str
    confirmed: str
    confirmed_by: str

    @property
    def confirmation(self) -> str:
        """Who confirmed and when; empty if nobody has."""
        return ", ".join(filter(None, (self.confirmed, self.confirmed_by)))


def make_proof_row(agency: Agency, bulletin: Bulletin) -> ProofRow:
    """Return the row of an agency of `list_proof_agencies`."""
    known = vars(agency)
    by = known["confirmed_by"] or ""
    if known["spoken_to"]:
        by = _("by telephone with %(person)s") % {"person": known["spoken_to"]}
    return ProofRow(
        unit=agency.name,
        address=agency.root_url + bulletin.path,
        version=known["seen_version"] or "",
        first_seen=format_time(known["first_seen"]),
        last_seen=format_time(known["last_seen"]),
        confirmed=format_time(known["confirmed_at"]),
        confirmed_by=by,
    )


def find_shown_period(bulletin: Bulletin, agency: Agency | None = None) -> ShownPeriod | None:
    """Return when a bulletin was seen, on one website or on all; None if it never was."""
    checks = DisplayCheck.objects.filter(bulletin=bulletin, first_shown_at__isnull=False)
    if agency:
        checks = checks.filter(agency=agency)
    times = checks.aggregate(first=Min("first_shown_at"), last=Max("last_shown_at"))
    if times["first"] is None:
        return None
    return ShownPeriod(times["first"], times["last"] or times["first"], checks.count())
