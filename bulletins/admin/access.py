"""Permissions on bulletins: translators may change translations, but not the source.

Translators have the Django permission ``change_bulletin``. The source row, which decides whether,
where and when a bulletin is shown, is excluded here.
"""

from typing import Any, TypeVar

from django.utils.decorators import method_decorator
from django.views.generic import View
from wagtail.admin.auth import user_passes_test
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from bulletins.permissions import BulletinPolicy
from bulletins.roles import can_add_bulletins, can_publish

V = TypeVar("V", bound=View)


class BulletinPermissionMixin(PermissionCheckedMixin):
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
        return allowed and self.permission_policy.applies_to(self.request.user, bulletin)


def require_author(view: type[V]) -> type[V]:
    """Restrict a class-based view to users who may add bulletins; for use as a decorator."""
    return method_decorator(user_passes_test(can_add_bulletins), name="dispatch")(view)


def require_publisher(view: type[V]) -> type[V]:
    """Restrict a class-based view to users who may publish; for use as a decorator."""
    return method_decorator(user_passes_test(can_publish), name="dispatch")(view)
