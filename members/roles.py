"""Roles of users: two in each agency, and central roles in the ICT department.

Each role is a Django group. One is the central group of auditors, who may read the list of agencies
and the whole journal.
"""

from django.contrib.auth.models import Group
from django.db.models import Q, TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from sites.models import Agency
from sites.permissions.group_permissions import get_permission_ids, sync_global

AUDITORS = "Auditors"
PERMISSIONS = ("wagtailadmin.access_admin", "agencies.view_agency", "members.view_auditentry")

_central_roles: dict[str, str | Promise] = {}
_translator_groups: set[str] = set()


def sync_auditors() -> Group:
    """Create the group and give it exactly ``PERMISSIONS``; return it. Idempotent."""
    group, _ = Group.objects.get_or_create(name=AUDITORS)
    ids = get_permission_ids()
    sync_global({group: {ids[name] for name in PERMISSIONS if name in ids}})
    return group


class Role(TextChoices):
    """Role of a member in an agency; the value is the agency's attribute with the group."""

    EDITOR = "editors", _("Editor of the unit")
    MODERATOR = "moderators", _("Moderator of the unit")


def register_central_role(group: str, label: str | Promise, *, is_translator: bool = False) -> None:
    """Register the group named ``group`` as a central role, which ICT administrators grant.

    ``is_translator``: whether they can confine who has it to languages.
    """
    _central_roles[group] = label
    if is_translator:
        _translator_groups.add(group)


def get_translator_groups() -> frozenset[str]:
    """Return the names of the groups whose central role can be confined to languages."""
    return frozenset(_translator_groups)


def get_central_roles() -> dict[str, str]:
    """Return the labels of the central roles by group name."""
    return {group: str(label) for group, label in _central_roles.items()}


def get_role_group(agency: Agency, role: str) -> Group:
    """Return the group of the agency for ``role``, a value of ``Role``."""
    return agency.moderators if role == Role.MODERATOR else agency.editors


def find_role(agency: Agency, user: User) -> Role | None:
    """Return the role of ``user`` in the agency, None if not a member."""
    groups = set(user.groups.values_list("pk", flat=True))
    if agency.moderators_id in groups:
        return Role.MODERATOR
    return Role.EDITOR if agency.editors_id in groups else None


def find_group_agency(group: Group) -> Agency | None:
    """Return the agency whose editors or moderators are in ``group``, None for other groups."""
    return Agency.objects.filter(Q(editors=group) | Q(moderators=group)).first()
