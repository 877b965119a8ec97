"""Who may tell what, for which unit."""

from collections.abc import Iterator
from itertools import islice

from django.http import Http404
from django.urls import reverse

from accounts.models import User
from bulletins.models import Bulletin
from bulletins.roles import writes_bulletins
from sites.isolation.access import agencies_of
from sites.models import Agency

MOST_FOUND = 20


def channels_url(bulletin: Bulletin, agency: Agency | None = None) -> str:
    """Where the channels of a bulletin are, for one unit or for whoever is chosen first."""
    unit = f"?don-vi={agency.code}" if agency else ""
    return reverse("channels", args=[bulletin.pk]) + unit


def bulletin_for(user: User, pk: int) -> Bulletin:
    """Return a source that ``user`` may see the channels of. Raises Http404 for others.

    Who writes bulletins sees the draft of one that has not been published yet.
    """
    bulletin = Bulletin.objects.sources().select_related("locale").filter(pk=pk).first()
    if bulletin is None or not (bulletin.live or writes_bulletins(user)):
        raise Http404
    return bulletin if bulletin.live else bulletin.get_latest_revision_as_object()


def units_for(user: User, bulletin: Bulletin, query: str = "") -> list[Agency]:
    """Return the units that ``user`` may tell a bulletin for, twenty at most.

    For the ICT department these are all that the bulletin is for; for others their own.
    """
    return list(islice(_units(user, bulletin, query), MOST_FOUND))


def unit_for(user: User, bulletin: Bulletin, code: str) -> Agency:
    """Return the unit with a code, or without one the issuer or the first there is.

    Raises Http404 where there is none that ``user`` may tell the bulletin for.
    """
    units = _units(user, bulletin, "")
    chosen = (
        (unit for unit in units if unit.code == code) if code else _issuer_first(units, bulletin)
    )
    unit = next(chosen, None)
    if unit is None:
        raise Http404
    return unit


def _units(user: User, bulletin: Bulletin, query: str) -> Iterator[Agency]:
    units = Agency.objects.active().with_site().prefetch_related("groups").matching(query)
    if not writes_bulletins(user):
        units = units.filter(pk__in=agencies_of(user))
        return (unit for unit in units if _is_shown_on(unit, bulletin))
    return (unit for unit in units if bulletin.is_for(unit))


def _is_shown_on(unit: Agency, bulletin: Bulletin) -> bool:
    return Bulletin.objects.published_to(unit).filter(pk=bulletin.pk).exists()


def _issuer_first(units: Iterator[Agency], bulletin: Bulletin) -> Iterator[Agency]:
    return iter(sorted(units, key=lambda unit: unit.pk != bulletin.source_id))
