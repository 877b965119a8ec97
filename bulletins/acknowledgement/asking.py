"""Which units are asked to confirm a bulletin, and which have."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Q, Subquery

from bulletins.models import Acknowledgement, Bulletin, ConfirmationReminder
from bulletins.models.audience import agencies_for
from sites.models import Agency
from sites.models.agency import AgencyQuerySet


@dataclass(frozen=True)
class Tally:
    """How many units are asked, and how many of these have confirmed."""

    asked: int
    confirmed: int

    @property
    def missing(self) -> int:
        """How many have not confirmed."""
        return self.asked - self.confirmed


def asks(bulletin: Bulletin) -> bool:
    """Whether units are asked to confirm a published row; the same rule as ``asking``, but that
    it may begin later.
    """
    return bool(bulletin.live and bulletin.confirm_by and not bulletin.ended_at)


def asked(bulletin: Bulletin) -> AgencyQuerySet:
    """The working units that a bulletin's published row asks to confirm, as it is addressed now."""
    if bulletin.confirm_by is None:
        return Agency.objects.none()
    return agencies_for(bulletin.audience.all())


def unconfirmed(bulletin: Bulletin) -> AgencyQuerySet:
    """Those of them that have not confirmed."""
    return asked(bulletin).filter(~confirmed_by_unit(bulletin))


def confirmed_by_unit(bulletin: Bulletin) -> Exists:
    """Whether an agency of the query has confirmed a bulletin, whether asked or not."""
    return Exists(Acknowledgement.objects.filter(bulletin=bulletin, agency=OuterRef("pk")))


def tally_of(bulletin: Bulletin) -> Tally:
    """Count in one query, two where the audience is not at hand."""
    confirmed = Count("pk", filter=Q(has_confirmed=True))
    units = asked(bulletin).annotate(has_confirmed=confirmed_by_unit(bulletin))
    return Tally(**units.aggregate(asked=Count("pk"), confirmed=confirmed))


def with_last_reminder(units: Any, bulletin: Bulletin) -> Any:
    """Say of each unit, as ``reminded_at``, when it was last reminded of a bulletin."""
    reminders = ConfirmationReminder.objects.filter(bulletin=bulletin, agency=OuterRef("pk"))
    last = reminders.values("agency").annotate(last=Max("at")).values("last")
    return units.annotate(reminded_at=Subquery(last))
