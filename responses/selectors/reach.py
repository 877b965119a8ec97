"""Which agencies a reminder reaches: those with an active member whose mail does not come back."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import BouncedAddress, User
from accounts.selectors import list_reachable_users
from sites.models import AgencyQuerySet


def _list_members() -> QuerySet[User]:
    roles = Q(groups=OuterRef("editors")) | Q(groups=OuterRef("moderators"))
    return User.objects.order_by().filter(roles, is_active=True)


def with_reach(agencies: Any) -> Any:
    """Annotate agencies with what a reminder finds there.

    ``has_people``: whether anybody there can sign in. ``is_reachable``: whether mail comes to any
    of these. ``has_address``: whether the agency itself has an address that mail comes to.
    """
    bounced = BouncedAddress.objects.filter(email=OuterRef("site__agencysettings__email"))
    is_given = Q(site__agencysettings__email__isnull=False) & ~Q(site__agencysettings__email="")
    return agencies.annotate(
        has_people=Exists(_list_members()),
        is_reachable=Exists(list_reachable_users(_list_members())),
        has_address=is_given & ~Exists(bounced),
    )


def list_unreachable(agencies: AgencyQuerySet) -> list[Any]:
    """Return the agencies that no reminder reaches, with the annotations of ``with_reach``."""
    return list(with_reach(agencies).filter(is_reachable=False))


def get_unreachable_reason(agency: Any) -> str:
    """Return why no reminder reaches an agency of ``with_reach``; empty if one does."""
    if agency.is_reachable:
        return ""
    if agency.has_people:
        return _("Mail to everybody there comes back: please call.")
    return _("Nobody there can sign in: please call.")
