"""The roles a person can have: two in each agency, and some in the ICT department."""

from django.contrib.auth.models import Group
from django.db.models import Q, TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from sites.models import Agency

_central_roles: dict[str, str | Promise] = {}


class Role(TextChoices):
    """What a member is in an agency; the value names the agency's group."""

    EDITOR = "editors", _("Editor of the unit")
    MODERATOR = "moderators", _("Moderator of the unit")


def register_central_role(group: str, label: str | Promise) -> None:
    """Declare the group of this name a role that ICT administrators give; ``label`` is shown."""
    _central_roles[group] = label


def central_roles() -> dict[str, str]:
    """Return the label of each central role, by the name of its group."""
    return {group: str(label) for group, label in _central_roles.items()}


def group_of(agency: Agency, role: str) -> Group:
    """Return the group of those who have ``role`` in an agency."""
    return agency.moderators if role == Role.MODERATOR else agency.editors


def role_of(agency: Agency, user: User) -> Role | None:
    """Return what ``user`` is in an agency, None where no member."""
    groups = set(user.groups.values_list("pk", flat=True))
    if agency.moderators_id in groups:
        return Role.MODERATOR
    return Role.EDITOR if agency.editors_id in groups else None


def agency_of_group(group: Group) -> Agency | None:
    """Return the agency whose editors or moderators a group is, None for other groups."""
    return Agency.objects.filter(Q(editors=group) | Q(moderators=group)).first()
