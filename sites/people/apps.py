"""App config that replaces the one of ``wagtail.users``."""

from wagtail.users.apps import WagtailUsersAppConfig


class UsersConfig(WagtailUsersAppConfig):
    """Wagtail's users app with this project's viewsets of users and groups."""

    user_viewset = "sites.people.users.AccountViewSet"
    group_viewset = "sites.screens.groups.DeclaredGroupViewSet"
