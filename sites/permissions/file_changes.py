"""Protection of files that published or submitted objects use.

A user who may not publish such an object may not change its files: a new content under the same
URL would be public without approval, or be approved in place of what the approver has read.
"""

from itertools import chain
from typing import Any

from wagtail.contrib.settings.models import BaseSiteSetting
from wagtail.models import DraftStateMixin, Page
from wagtail.permissions import policy_registry

from accounts.permissions import AnyUser, is_administrator
from content.files.references import list_usages
from content.versions.decisions import list_bound_subjects
from sites.localization.rights import can_publish
from sites.permissions.file_visibility import File, get_user_keys
from sites.permissions.ownership import get_owner_ids, user_owns


def find_approved_use(user: AnyUser, file: File) -> Any | None:
    """Return an object because of which ``user`` may not change ``file``, or None if they may.

    That is an object that uses the file and that the user may not publish, if it is live, waits
    for approval, is scheduled, or was decided about with the file and may return; or website
    settings that the user may not change. Objects of other agencies count too, unless the file is
    central and the user decides about central files (``TenantFilePolicy.may_decide``). ICT
    administrators may change every file.
    """
    if is_administrator(user):
        return None
    may_decide = not get_owner_ids(file) and policy_registry.get(file).may_decide(user, file)

    def counts(use: Any) -> bool:
        return not may_decide or user_owns(user, use)

    bound = (use for use in list_bound_subjects(file) if counts(use) and not can_publish(user, use))
    uses = (use for use in list_usages(file) if counts(use))
    waiting = (use for use in uses if _needs_another_person(user, file, use))
    return next(chain(bound, waiting), None)


def can_use_version(user: AnyUser, file: File) -> bool:
    """Return whether ``user`` may use another file of ``file`` in its place.

    That is a change of ``file``, with the same rules.
    """
    policy = policy_registry.get_by_type(type(file))
    is_own = policy.user_has_permission_for_instance(user, "change", file)
    return is_own and find_approved_use(user, file) is None


def _needs_another_person(user: AnyUser, file: File, use: Any) -> bool:
    if isinstance(use, BaseSiteSetting):
        policy = policy_registry.get_by_type(type(use))
        may_change = policy.user_has_permission_for_instance(user, "change", use)
        # Under the two-person rule nobody decides about the website alone.
        return not (may_change and can_publish(user, use.site.root_page.specific))
    if not isinstance(use, Page | DraftStateMixin):
        return False
    is_awaited = getattr(use, "workflow_in_progress", False) or use.approved_schedule
    is_approved = is_awaited or _is_shown(file, use)
    return bool(is_approved) and not can_publish(user, use)


def _is_shown(file: File, use: Any) -> bool:
    """Return whether the published version of ``use``, not only its draft, uses the file."""
    model = Page if isinstance(use, Page) else type(use)
    return bool(use.live) and get_user_keys(file, model).filter(key=use.pk).exists()
