"""The list of groups, which are called by their roles."""

from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column

from members.roles import Role, find_group_agency, get_central_roles
from sites.admin.viewsets import GroupIndexView, ReadOnlyGroupViewSet


def describe_group(group: Group) -> str:
    """Return what a group is called for people: a role of the province, or of a unit.

    Other groups, which somebody has made, have their own name.
    """
    if label := get_central_roles().get(group.name):
        return label
    agency = find_group_agency(group)
    if agency is None:
        return group.name
    role = Role.MODERATOR if agency.moderators_id == group.pk else Role.EDITOR
    return f"{agency.heading}: {role.label}"


class NamedGroupIndexView(GroupIndexView):
    """The list of groups by what they are called."""

    columns = [Column("name", label=_("Name"), sort_key="name", accessor=describe_group)]


class NamedGroupViewSet(ReadOnlyGroupViewSet):
    """The read-only list of groups, by what they are called."""

    index_view_class = NamedGroupIndexView
