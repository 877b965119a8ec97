"""Recipients of notifications about an agency."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from accounts.models import User
from sites.models import Agency


def members_of(agencies: Iterable[Agency]) -> QuerySet[User]:
    """Return the active editors and moderators of the agencies, each user once."""
    keys = [agency.pk for agency in agencies]
    member = Q(groups__agency_as_editors__in=keys) | Q(groups__agency_as_moderators__in=keys)
    return User.objects.filter(member, is_active=True).distinct()


def moderators_of(agencies: Iterable[Agency]) -> QuerySet[User]:
    """Return the active moderators of the agencies, each user once."""
    keys = [agency.pk for agency in agencies]
    return User.objects.filter(groups__agency_as_moderators__in=keys, is_active=True).distinct()
