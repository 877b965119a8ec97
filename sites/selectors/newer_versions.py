"""Versions of a page or bulletin that others saved since a form was opened."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from wagtail.admin.utils import get_user_display_name

from accounts.models import User


@dataclass(frozen=True)
class NewerVersion:
    """A version that is newer than the one a person has opened.

    ``revision_id``: key of the latest revision. ``author``: name of who saved it, empty if nobody
    is known. ``is_own``: whether it is the person's own, from another window. ``is_published``:
    whether something newer than what was opened has been published.
    """

    revision_id: int
    author: str
    saved_at: datetime
    is_own: bool
    is_published: bool


def find_newer_version(
    obj: Any, *, revision_id: str | int | None, created_at: str = "", user: User
) -> NewerVersion | None:
    """Return what has changed of a page or bulletin since ``user`` opened it, or None.

    ``revision_id``: key of the revision that was the latest then, as the form sends it in
    ``loaded_revision_id``; None or an empty text if it is not known, and then nothing is newer.
    ``created_at``: its time in ISO 8601, as in ``loaded_revision_created_at``; a revision that is
    saved over (autosave) keeps its key and gets a new time. Empty: the key alone counts.
    """
    latest = obj.latest_revision
    if latest is None or not revision_id:
        return None
    is_same_time = not created_at or created_at == latest.created_at.isoformat()
    if str(latest.pk) == str(revision_id) and is_same_time:
        return None
    # Longer numbers name no row, and int() raises for thousands of digits.
    opened = int(revision_id) if re.fullmatch(r"[0-9]{1,18}", str(revision_id)) else 0
    return NewerVersion(
        revision_id=latest.pk,
        author=get_user_display_name(latest.user) if latest.user else "",
        saved_at=latest.created_at,
        is_own=latest.user_id == user.pk,
        is_published=bool(obj.live_revision_id and obj.live_revision_id > opened),
    )
