"""Comparison of two versions of a page or bulletin for a screen."""

from typing import Any, cast

from django.http import HttpRequest
from wagtail.admin.panels import get_edit_handler
from wagtail.models import Page

from accounts.models import User
from members.selectors.last_readings import Reading, find_last_reading


def list_changes(old: Any, new: Any, request: HttpRequest) -> list[Any]:
    """Return Wagtail's comparisons of two versions, those of changed fields alone."""
    handler = new.get_edit_handler() if isinstance(new, Page) else get_edit_handler(type(new))
    panel = handler.get_bound_panel(instance=new, request=request, form=None)
    compared = [compare(old, new) for compare in panel.get_comparison()]
    return [change for change in compared if change.has_changed() or _is_reordered(change)]


def describe_difference(obj: Any, version: Any, request: HttpRequest) -> dict[str, Any]:
    """Return the context of ``members/approval/difference.html``.

    ``obj``: as stored. ``version``: what somebody is to decide about. It is compared with what is
    public, and with what this person read at their last decision, if that is not public now.
    """
    reading = _find_unpublished_reading(obj, cast(User, request.user))
    return {
        "object": obj,
        "is_new": obj.first_published_at is None,
        "reading": reading,
        "changes": list_changes(obj, version, request) if obj.live else [],
        "read_changes": (
            list_changes(reading.version.as_object(), version, request) if reading else []
        ),
    }


def _find_unpublished_reading(obj: Any, user: User) -> Reading | None:
    reading = find_last_reading(obj, user)
    is_public = reading and obj.live and obj.live_revision_id == reading.version.pk
    return None if is_public else reading


def _is_reordered(change: Any) -> bool:
    """Return whether rows of a page, such as its files, have another order."""
    rows = change.get_child_comparisons() if change.is_child_relation else []
    return any(row.get_position_change() for row in rows)
