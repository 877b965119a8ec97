"""Who may do what with a translation: what the form of the translated object would allow."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from wagtail.models import LockableMixin, Page
from wagtail.permissions import policy_registry
from wagtail_localize.models import SegmentOverride, StringTranslation

from sites.isolation.access import Person


def can_edit(user: Person, obj: Any) -> bool:
    """Whether ``user`` may change ``obj``, the object itself, not only its kind."""
    if isinstance(obj, Page):
        return obj.permissions_for_user(user).can_edit()
    return policy_registry.get(obj).user_has_permission_for_instance(user, "change", obj)


def can_start_translation(user: Person, obj: Any) -> bool:
    """Whether ``user`` may have ``obj`` translated: translators may not change a source."""
    if isinstance(obj, Page):
        return can_edit(user, obj)
    return policy_registry.get(obj).user_has_permission(user, "change")


def can_publish(user: Person, obj: Any) -> bool:
    """Whether ``user`` may publish ``obj`` without anybody's approval."""
    if isinstance(obj, Page):
        return obj.permissions_for_user(user).can_publish()
    return policy_registry.get(obj).user_has_permission_for_instance(user, "publish", obj)


def is_locked_for(user: Person, obj: Any) -> bool:
    """Whether a lock or a waiting submission keeps ``user`` from changing ``obj``."""
    lock = obj.get_lock() if isinstance(obj, LockableMixin) else None
    return bool(lock and lock.for_user(user))


def check_unlocked(user: Person, obj: Any) -> None:
    """Raise PermissionDenied, in words, where a lock keeps ``user`` from changing ``obj``."""
    if is_locked_for(user, obj):
        raise PermissionDenied(
            _("“%(title)s” is locked or waits for approval; it cannot be changed now.")
            % {"title": obj}
        )


def translated_by(user: Person, pages: Iterable[Page]) -> set[int]:
    """Return the keys of those among ``pages`` that have words which ``user`` has translated.

    Two queries, however many pages there are.
    """
    places = {(page.translation_key, page.locale_id): page.pk for page in pages}
    keys = [key for key, _locale in places]
    found: set[int] = set()
    for model in (StringTranslation, SegmentOverride):
        rows = model.objects.filter(last_translated_by=user.pk, context__object__in=keys)
        written = rows.values_list("context__object", "locale").distinct()
        found |= {places[place] for place in written if place in places}
    return found
