from wagtail.users.apps import WagtailUsersAppConfig


class UsersConfig(WagtailUsersAppConfig):
    """Wagtail's app for people, with our screens in place of its own."""

    user_viewset = "sites.people.users.AccountViewSet"
    group_viewset = "sites.screens.groups.DeclaredGroupViewSet"
