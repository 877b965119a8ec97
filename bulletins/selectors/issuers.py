"""Issuers of bulletins: the one that is proposed, those offered, and bulletins without one."""

from collections.abc import Collection

from django.db.models import Q

from accounts.permissions import AnyUser
from bulletins.models import Bulletin, BulletinQuerySet, IssuerSettings
from sites.models import Agency, AgencyQuerySet, Kind
from sites.permissions.ownership import get_active_agency_ids


def find_default_issuer(user: AnyUser) -> Agency | None:
    """Return the unit that a new bulletin of ``user`` is proposed to be issued by, or None.

    That is the only active unit that the user works for. For whoever works for none it is the one
    of ``IssuerSettings``; for several, nobody can tell which.
    """
    own = get_active_agency_ids(user)
    if own:
        agencies = list(Agency.objects.active().filter(pk__in=own)[:2])
        return agencies[0] if len(agencies) == 1 else None
    usual = IssuerSettings.get_current().issuer
    return usual if usual and not usual.is_archived else None


def list_issuers(current: int | None) -> AgencyQuerySet:
    """Return the units offered in a short list: active, without communes, by name.

    ``current``: primary key of one that is offered in any case.
    """
    offered = Q(pk__in=Agency.objects.active().exclude(kind=Kind.COMMUNE).values("pk"))
    return Agency.objects.filter(offered | Q(pk=current)).order_by("sort_key")


def list_without_issuer() -> BulletinQuerySet:
    """Return the sources in force or to come that name no issuer, newest first.

    Such bulletins were published before an issuer was required, or by an import.
    """
    return Bulletin.objects.sources().filter(live=True, source=None).in_force().newest_first()


def find_issuer_names(keys: Collection[str]) -> dict[str, str]:
    """Return the name of the issuer of each bulletin that has one, by primary key as text."""
    bulletins = Bulletin.objects.filter(pk__in=keys).exclude(source=None)
    return {str(one.pk): str(one.source) for one in bulletins.select_related("source")}
