"""Permissions on translations: the same as the form of the translated object requires."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from wagtail.models import Locale, LockableMixin, Page
from wagtail.permissions import policy_registry
from wagtail_localize.models import SegmentOverride, StringTranslation

from accounts.permissions import AnyUser


def can_edit(user: AnyUser, obj: Any) -> bool:
    """Return whether ``user`` may change ``obj`` itself, not only objects of its model."""
    if isinstance(obj, Page):
        return obj.permissions_for_user(user).can_edit()
    return policy_registry.get(obj).user_has_permission_for_instance(user, "change", obj)


def can_start_translation(user: AnyUser, obj: Any) -> bool:
    """Return whether ``user`` may start a translation of ``obj``.

    For a page the user must be able to edit it, or be confined to translations in its agency. For
    other objects the change permission on the model is enough, because translators may not change
    a source.
    """
    policy = policy_registry.get(obj)
    if isinstance(obj, Page):
        return can_edit(user, obj) or policy.is_translator(user, obj)
    return policy.user_has_permission(user, "change")


def can_start_language(user: AnyUser, obj: Any, language: str) -> bool:
    """Return whether ``user`` may start a translation of ``obj`` into ``language``."""
    allowed = policy_registry.get(obj).can_translate_into(user, obj, language)
    return allowed and can_start_translation(user, obj)


def list_open_locales(user: AnyUser, obj: Any) -> list[Locale]:
    """Return the languages without a translation of ``obj`` in which ``user`` may start one."""
    existing = obj.get_translations(inclusive=True)
    if isinstance(obj, Page):
        # An alias shows what its source says, and becomes a translation when one is started.
        existing = existing.filter(alias_of=None)
    missing = Locale.objects.exclude(pk__in=existing.values("locale"))
    return [each for each in missing if can_start_language(user, obj, each.language_code)]


def can_publish(user: AnyUser, obj: Any) -> bool:
    """Return whether ``user`` may publish ``obj`` without approval."""
    if isinstance(obj, Page):
        return obj.permissions_for_user(user).can_publish()
    return policy_registry.get(obj).user_has_permission_for_instance(user, "publish", obj)


def is_locked_for(user: AnyUser, obj: Any) -> bool:
    """Return whether a lock or a pending submission prevents ``user`` from changing ``obj``."""
    lock = obj.get_lock() if isinstance(obj, LockableMixin) else None
    return bool(lock and lock.for_user(user))


def check_unlocked(user: AnyUser, obj: Any) -> None:
    """Raise PermissionDenied with a message for the user if ``obj`` is locked for ``user``."""
    if is_locked_for(user, obj):
        raise PermissionDenied(
            _("“%(title)s” is locked or waits for approval; it cannot be changed now.")
            % {"title": obj}
        )


def get_translated_page_ids(user: AnyUser, pages: Iterable[Page]) -> set[int]:
    """Return the primary keys of the pages in which ``user`` has translated any text.

    Makes two queries for any number of pages.
    """
    places = {(page.translation_key, page.locale_id): page.pk for page in pages}
    keys = [key for key, _locale in places]
    found: set[int] = set()
    for model in (StringTranslation, SegmentOverride):
        rows = model.objects.filter(last_translated_by=user.pk, context__object__in=keys)
        written = rows.values_list("context__object", "locale").distinct()
        found |= {places[path] for path in written if path in places}
    return found
