"""Permission policy of agencies in the admin."""

from collections.abc import Iterable

from wagtail.permission_policies import ModelPermissionPolicy

from sites.isolation.access import Person


class AgencyPolicy(ModelPermissionPolicy):
    """A model permission policy that allows nobody to delete an agency.

    What an agency published belongs to the public record.
    """

    def user_has_permission(self, user: Person, action: str) -> bool:
        return action != "delete" and super().user_has_permission(user, action)

    def user_has_any_permission(self, user: Person, actions: Iterable[str]) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)
