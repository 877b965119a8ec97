"""Publications at a time to come, and corrections that became public since somebody decided so."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from wagtail.models import Page, Revision

from content.models import Act, Decision
from content.versions.decisions import find_last_public, list_decisions
from content.versions.digest import compute_digest, hash_content
from sites.selectors.version_merge import Difference, Side, StoredVersion, VersionMerge


@dataclass(frozen=True)
class Appointment:
    """The version of a page that becomes public ``at`` a time to come.

    ``decision``: None for an appointment from before the first decision.
    """

    version: Revision
    at: datetime
    decision: Decision | None


@dataclass(frozen=True)
class Offer:
    """The appointed version together with a correction of the public text.

    ``page``: both together, not saved; None if they cannot be merged. ``places``: where the
    correction changes the appointed version, and where both changed the same. ``shown``: digest
    of all that.
    """

    page: Any
    places: list[Difference]
    shown: str


def find_appointment(page: Page) -> Appointment | None:
    """Return the appointment of a page, None for none."""
    version = page.revisions.exclude(approved_go_live_at=None).order_by("-pk").first()
    if version is None or version.approved_go_live_at is None:
        return None
    decided = list_decisions(page).filter(act=Act.SCHEDULE, version=version)
    return Appointment(version, version.approved_go_live_at, decided.first())


def make_offer(page: Page, appointment: Appointment, correction: Revision) -> Offer | None:
    """Return the appointed version together with a correction, None if it lacks nothing of that.

    Both began with the version that was public when somebody decided about the appointment.
    ``correction``: a version that is public, or will be before the appointment.
    """
    base = find_last_public(page, appointment.decision) if appointment.decision else None
    if correction in (base, appointment.version):
        return None
    mine = StoredVersion(appointment.version.as_object())
    merge = VersionMerge(mine, correction.as_object(), base.as_object() if base else None)
    places = [place for place in merge.places if place.side not in {None, Side.MINE}]
    if base is not None and not places:
        return None
    merge.apply()
    digests = [compute_digest(one).value for one in (appointment.version, correction)]
    is_possible = base is not None
    return Offer(
        mine.instance if is_possible else None,
        places if is_possible else merge.places,
        hash_content([*digests, base and base.pk]),
    )
