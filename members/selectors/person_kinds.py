"""Role and unit of a person who met an error."""

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import is_administrator
from members.roles import Role, get_central_roles
from ops.errors.people import PersonKind

ADMINISTRATOR = "administrator"
# Of somebody who works for many units, the first ones say enough.
MAX_AGENCIES = 3


def find_person_kind(user: User) -> PersonKind:
    """Return the role of a user and the codes of their agencies; without a role, nothing."""
    if is_administrator(user):
        return PersonKind(ADMINISTRATOR)
    groups = user.groups.values_list(
        "name", "agency_as_editors__code", "agency_as_moderators__code"
    )
    rows = list(groups.order_by("name"))
    moderated = [code for _name, _edited, code in rows if code]
    edited = [code for _name, code, _moderated in rows if code]
    if moderated or edited:
        role = Role.MODERATOR if moderated else Role.EDITOR
        return PersonKind(role.value, ", ".join((moderated or edited)[:MAX_AGENCIES]))
    central = [name for name, _edited, _moderated in rows if name in get_central_roles()]
    return PersonKind(central[0] if central else "")


def get_role_label(role: str) -> str:
    """Return a role of ``find_person_kind`` in words; itself if it exists no more."""
    if role == ADMINISTRATOR:
        return _("ICT administrator")
    if role in Role:
        return str(Role(role).label)
    return get_central_roles().get(role, role)
