"""Files of what is public, or approved soon: whoever may not publish that does not change them.

Another content under the same address would be public without anybody's approval, or be approved
in place of what was looked at.
"""

from typing import Any

from wagtail.contrib.settings.models import BaseSiteSetting
from wagtail.models import DraftStateMixin, Page
from wagtail.permissions import policy_registry

from sites.isolation.access import Person, is_administrator
from sites.isolation.ownership import holds
from sites.localization.rights import can_publish
from sites.uploads.uses import uses_of
from sites.uploads.visibility import File, get_user_keys


def find_approved_use(user: Person, file: File) -> Any | None:
    """Return something for which another person has to approve what ``user`` does to ``file``.

    That is what they work with and may not publish, if it is public, waits for approval or is
    approved for later. None where there is nothing: they may change the file. What other units
    show of a shared file is not asked for.
    """
    if is_administrator(user):
        return None
    uses = (use for use in uses_of(file) if holds(user, use))
    return next((use for use in uses if _needs_another_person(user, file, use)), None)


def _needs_another_person(user: Person, file: File, use: Any) -> bool:
    if isinstance(use, BaseSiteSetting):
        policy = policy_registry.get_by_type(type(use))
        return not policy.user_has_permission_for_instance(user, "change", use)
    if not isinstance(use, Page | DraftStateMixin):
        return False
    is_awaited = getattr(use, "workflow_in_progress", False) or use.approved_schedule
    return bool(is_awaited or _is_shown(file, use)) and not can_publish(user, use)


def _is_shown(file: File, use: Any) -> bool:
    """Whether the public version of ``use`` has the file, and not a draft of it alone."""
    model = Page if isinstance(use, Page) else type(use)
    return bool(use.live) and get_user_keys(file, model).filter(key=use.pk).exists()
