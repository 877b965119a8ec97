"""Configuration of the app ``members``, and of Wagtail's app for users with our views in it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from wagtail.users.apps import WagtailUsersAppConfig


class MembersConfig(AppConfig):
    """Users who work for agencies: roles, approval, notifications, the journal."""

    name = "members"
    verbose_name = _("Members")
    default = True

    def ready(self) -> None:
        # Importing permissions and tasks declares them.
        from members import permissions, receivers, tasks  # noqa: F401
        from members.admin.users import unregister_bulk_actions

        receivers.connect_approval()
        receivers.connect_audit()
        receivers.connect_members()
        unregister_bulk_actions()


class UsersConfig(WagtailUsersAppConfig):
    """Wagtail's app for users, with our views in place of its own."""

    user_viewset = "members.admin.users.AccountViewSet"
    group_viewset = "sites.admin.viewsets.ReadOnlyGroupViewSet"
