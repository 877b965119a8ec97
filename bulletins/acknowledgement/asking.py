"""Queries for the agencies that must acknowledge a bulletin, and those that have."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Q, Subquery

from bulletins.models import Acknowledgement, Bulletin, ConfirmationReminder
from bulletins.models.audience import agencies_for
from sites.models import Agency
from sites.models.agency import AgencyQuerySet


@dataclass(frozen=True)
class Tally:
    """Number of agencies that must acknowledge a bulletin, and how many of them have."""

    asked: int
    confirmed: int

    @property
    def missing(self) -> int:
        """Number of agencies that have not acknowledged."""
        return self.asked - self.confirmed


def asks(bulletin: Bulletin) -> bool:
    """Return whether a live bulletin has `confirm_by` and was not ended.

    `bulletin`: the published row. The same rule as `BulletinQuerySet.asking`, except that
    `valid_from` may be in the future.
    """
    return bool(bulletin.live and bulletin.confirm_by and not bulletin.ended_at)


def asked(bulletin: Bulletin) -> AgencyQuerySet:
    """Return the active agencies that must acknowledge a bulletin, by its current audience.

    `bulletin`: the published row. Empty queryset if it has no `confirm_by`. Whether it is live or
    was ended is not checked: see `asks`.
    """
    if bulletin.confirm_by is None:
        return Agency.objects.none()
    return agencies_for(bulletin.audience.all())


def unconfirmed(bulletin: Bulletin) -> AgencyQuerySet:
    """Return the agencies that must acknowledge a bulletin and have not.

    Empty queryset if the bulletin has no `confirm_by`.
    """
    return asked(bulletin).filter(~confirmed_by_unit(bulletin))


def confirmed_by_unit(bulletin: Bulletin) -> Exists:
    """Return a condition for `Agency` querysets: the agency has acknowledged the bulletin.

    It also holds for agencies that are not, or no longer, required to.
    """
    return Exists(Acknowledgement.objects.filter(bulletin=bulletin, agency=OuterRef("pk")))


def tally_of(bulletin: Bulletin) -> Tally:
    """Count the required and the received acknowledgements.

    One query, or two if the audience of the bulletin is not prefetched.
    """
    confirmed = Count("pk", filter=Q(has_confirmed=True))
    units = asked(bulletin).annotate(has_confirmed=confirmed_by_unit(bulletin))
    return Tally(**units.aggregate(asked=Count("pk"), confirmed=confirmed))


def with_last_reminder(units: Any, bulletin: Bulletin) -> Any:
    """Annotate agencies with `reminded_at`, when each was last reminded of the bulletin.

    None for agencies that never were.
    """
    reminders = ConfirmationReminder.objects.filter(bulletin=bulletin, agency=OuterRef("pk"))
    last = reminders.values("agency").annotate(last=Max("at")).values("last")
    return units.annotate(reminded_at=Subquery(last))
