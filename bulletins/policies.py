"""Permissions on bulletins: translators may change translations, but not the source.

Translators have the Django permission ``change_bulletin``. The source row, which decides whether,
where and when a bulletin is shown, is excluded here.
"""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.conf import settings
from django.db.models import QuerySet
from django.utils.decorators import method_decorator
from django.views.generic import View
from wagtail.admin.auth import user_passes_test
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.permission_policies import ModelPermissionPolicy

from accounts.models import User
from bulletins.models import Bulletin
from bulletins.roles import may_publish

V = TypeVar("V", bound=View)


class BulletinPolicy(ModelPermissionPolicy):
    """Permission policy by which users without ``add_bulletin`` act on translations only."""

    def reaches(self, user: User, bulletin: Bulletin) -> bool:
        """Return whether the permissions of ``user`` apply to this row."""
        is_source = bulletin.language == settings.LANGUAGE_CODE
        return not is_source or self.user_has_permission(user, "add")

    def user_has_permission_for_instance(self, user: User, action: str, instance: Bulletin) -> bool:
        return self.user_has_permission(user, action) and self.reaches(user, instance)

    def instances_user_has_any_permission_for(
        self, user: User, actions: Iterable[str]
    ) -> QuerySet[Any]:
        bulletins = super().instances_user_has_any_permission_for(user, actions)
        if self.user_has_permission(user, "add"):
            return bulletins
        return bulletins.exclude(locale__language_code=settings.LANGUAGE_CODE)


class ReachMixin(PermissionCheckedMixin):
    """View mixin that checks the permission for the bulletin of the view.

    Wagtail's views check it only for the model.
    """

    permission_policy: BulletinPolicy
    request: Any

    def user_has_permission(self, permission: str) -> bool:
        bulletin = getattr(self, "object", None)
        allowed = super().user_has_permission(permission)
        if bulletin is None or bulletin.pk is None:
            return allowed
        return allowed and self.permission_policy.reaches(self.request.user, bulletin)


def publishing_only(view: type[V]) -> type[V]:
    """Restrict a class-based view to users who may publish; for use as a decorator."""
    return method_decorator(user_passes_test(may_publish), name="dispatch")(view)
