"""Who may tell what, for which unit."""

from collections.abc import Iterator
from itertools import chain, islice

from django.http import Http404
from django.urls import reverse

from accounts.models import User
from bulletins.models import Bulletin
from bulletins.roles import writes_bulletins
from sites.isolation.access import agencies_of
from sites.models import Agency
from sites.models.agency import AgencyQuerySet

MOST_FOUND = 20


def channels_url(bulletin: Bulletin, agency: Agency | None = None) -> str:
    """Where the channels of a bulletin are, for one unit or for whoever is chosen first."""
    unit = f"?don-vi={agency.code}" if agency else ""
    return reverse("channels", args=[bulletin.pk]) + unit


def bulletin_for(user: User, pk: int) -> Bulletin:
    """Return a source that ``user`` may see the channels of. Raises Http404 for others.

    Who writes bulletins sees the draft of one that has not been published yet.
    """
    sources = Bulletin.objects.sources().select_related("locale").prefetch_related("audience")
    bulletin = sources.filter(pk=pk).first()
    if bulletin is None or not (bulletin.live or writes_bulletins(user)):
        raise Http404
    return bulletin if bulletin.live else bulletin.get_latest_revision_as_object()


def units_for(user: User, bulletin: Bulletin, query: str = "") -> list[Agency]:
    """Return the units that ``user`` may tell a bulletin for, twenty at most.

    For the ICT department these are all that the bulletin is for; for others their own.
    """
    return list(islice(_units(user, bulletin, Agency.objects.matching(query)), MOST_FOUND))


def unit_for(user: User, bulletin: Bulletin, code: str) -> Agency:
    """Return the unit with a code, or without one the issuer or the first there is.

    Raises Http404 where there is none that ``user`` may tell the bulletin for.
    """
    if code:
        chosen = _units(user, bulletin, Agency.objects.filter(code=code))
    else:
        issuer = _units(user, bulletin, Agency.objects.filter(pk=bulletin.source_id))
        chosen = chain(issuer, _units(user, bulletin, Agency.objects.all()))
    unit = next(chosen, None)
    if unit is None:
        raise Http404
    return unit


def _units(user: User, bulletin: Bulletin, among: AgencyQuerySet) -> Iterator[Agency]:
    units = among.active().with_site().prefetch_related("groups")
    if writes_bulletins(user):
        return (unit for unit in units if bulletin.is_for(unit))
    return (unit for unit in units.filter(pk__in=agencies_of(user)) if _shows(unit, bulletin))


def _shows(unit: Agency, bulletin: Bulletin) -> bool:
    return Bulletin.objects.published_to(unit).filter(pk=bulletin.pk).exists()
