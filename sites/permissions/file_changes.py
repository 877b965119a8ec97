"""Protection of files that published or submitted objects use.

A user who may not publish such an object may not change its files: a new content under the same
URL would be public without approval, or be approved in place of what the approver has read.
"""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from wagtail.contrib.settings.models import BaseSiteSetting
from wagtail.models import DraftStateMixin, Page
from wagtail.permissions import policy_registry

from accounts.permissions import AnyUser, is_administrator
from content.files.references import list_usages
from content.versions.decisions import list_decisions
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
    uses = (use for use in list_usages(file) if not may_decide or user_owns(user, use))
    return next((use for use in uses if _needs_another_person(user, file, use)), None)


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
        return not policy.user_has_permission_for_instance(user, "change", use)
    if not isinstance(use, Page | DraftStateMixin):
        return False
    is_awaited = getattr(use, "workflow_in_progress", False) or use.approved_schedule
    is_approved = is_awaited or _is_shown(file, use) or _is_decided(file, use)
    return bool(is_approved) and not can_publish(user, use)


def _is_decided(file: File, use: Any) -> bool:
    """Return whether the last decision about ``use`` was about the file too.

    What is in the bin, was withdrawn or waits for its source may return as that decision says.
    """
    newest = list_decisions(use).first()
    kind = ContentType.objects.get_for_model(file)
    files = newest.files.filter(content_type=kind, object_id=str(file.pk)) if newest else None
    return files is not None and files.exists()


def _is_shown(file: File, use: Any) -> bool:
    """Return whether the published version of ``use``, not only its draft, uses the file."""
    model = Page if isinstance(use, Page) else type(use)
    return bool(use.live) and get_user_keys(file, model).filter(key=use.pk).exists()
