"""Queries for the agencies that must acknowledge a bulletin, those that have, and labels."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, Max, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from bulletins.models import (
    Bulletin,
    BulletinAudience,
    BulletinQuerySet,
    addressed_q,
    list_audience_agencies,
)
from responses.models import Acknowledgement, AcknowledgementReminder
from sites.models import Agency, AgencyQuerySet


@dataclass(frozen=True)
class AcknowledgementCount:
    """Number of agencies that must acknowledge a bulletin, and how many of them have."""

    required: int
    received: int

    @property
    def missing(self) -> int:
        """Number of agencies that have not acknowledged."""
        return self.required - self.received


def requires_acknowledgement(bulletin: Bulletin) -> bool:
    """Return whether a live bulletin has `confirm_by`, has begun and was not ended.

    `bulletin`: the published row. The same rule as `BulletinQuerySet.requiring_acknowledgement`.
    """
    begun = not bulletin.valid_from or bulletin.valid_from <= timezone.now()
    return bool(bulletin.live and bulletin.confirm_by and begun and not bulletin.ended_at)


def list_required_agencies(bulletin: Bulletin) -> AgencyQuerySet:
    """Return the active agencies that must acknowledge a bulletin, by its current audience.

    `bulletin`: the published row. Empty queryset if it has no `confirm_by`. Whether it is live or
    was ended is not checked: see `requires_acknowledgement`.
    """
    if bulletin.confirm_by is None:
        return Agency.objects.none()
    return list_audience_agencies(bulletin.audience.all())


def list_unconfirmed(bulletin: Bulletin) -> AgencyQuerySet:
    """Return the agencies that must acknowledge a bulletin and have not.

    Empty queryset if the bulletin has no `confirm_by`.
    """
    return list_required_agencies(bulletin).filter(~acknowledged_q(bulletin))


def list_overdue() -> BulletinQuerySet:
    """Return the bulletins whose deadline has passed and that an agency has not acknowledged.

    Latest deadline first.
    """
    audience = BulletinAudience.objects.filter(addressed_q("pk"), bulletin=OuterRef(OuterRef("pk")))
    made = Acknowledgement.objects.filter(bulletin=OuterRef(OuterRef("pk")), agency=OuterRef("pk"))
    missing = Agency.objects.active().filter(
        # First what excludes most agencies.
        ~Exists(made),
        Exists(audience.filter(excluded=False)),
        ~Exists(audience.filter(excluded=True)),
    )
    passed = Bulletin.objects.requiring_acknowledgement().filter(confirm_by__lte=timezone.now())
    return passed.filter(Exists(missing.order_by())).order_by("-confirm_by", "-pk")


def acknowledged_q(bulletin: Bulletin) -> Exists:
    """Return a condition for `Agency` querysets: the agency has acknowledged the bulletin.

    It also holds for agencies that are not, or no longer, required to.
    """
    return Exists(Acknowledgement.objects.filter(bulletin=bulletin, agency=OuterRef("pk")))


def count_acknowledgements(bulletin: Bulletin) -> AcknowledgementCount:
    """Count the required and the received acknowledgements.

    One query, or two if the audience of the bulletin is not prefetched.
    """
    confirmed = Count("pk", filter=Q(has_confirmed=True))
    agencies = list_required_agencies(bulletin).annotate(has_confirmed=acknowledged_q(bulletin))
    return AcknowledgementCount(**agencies.aggregate(required=Count("pk"), received=confirmed))


def with_last_reminder(agencies: Any, bulletin: Bulletin) -> Any:
    """Annotate agencies with `reminded_at`, when each was last reminded of the bulletin.

    None for agencies that never were.
    """
    reminders = AcknowledgementReminder.objects.filter(bulletin=bulletin, agency=OuterRef("pk"))
    last = reminders.values("agency").annotate(last=Max("at")).values("last")
    return agencies.annotate(reminded_at=Subquery(last))


def get_acknowledge_url(agency: Agency, bulletin: Bulletin) -> str:
    """Return the absolute URL of the form in which an agency acknowledges a bulletin."""
    return settings.WAGTAILADMIN_BASE_URL + reverse("confirm", args=[agency.pk, bulletin.pk])


def format_time(moment: datetime | None) -> str:
    """Return a time in the current time zone as "17:00, 26/11/2026"; empty for None."""
    if moment is None:
        return ""
    return date_format(timezone.localtime(moment), "H:i, d/m/Y")


def is_overdue(bulletin: Bulletin) -> bool:
    """Return whether the deadline `confirm_by` has passed; False if there is none."""
    return bool(bulletin.confirm_by and bulletin.confirm_by <= timezone.now())


def get_status_label(bulletin: Bulletin, acknowledgement: Acknowledgement | None) -> str:
    """Return the status label: acknowledged when, due when, or overdue since when.

    `acknowledgement`: None if the agency has not acknowledged. Then the label is empty if the
    bulletin has no `confirm_by` or was ended.
    """
    if acknowledgement:
        return _("confirmed at %(time)s") % {"time": format_time(acknowledgement.at)}
    if bulletin.confirm_by is None or bulletin.ended_at:
        return ""
    message = _("not confirmed, due %(time)s")
    if is_overdue(bulletin):
        message = _("not confirmed, overdue since %(time)s")
    return message % {"time": format_time(bulletin.confirm_by)}
