"""Comparison of two versions of a page or bulletin for a screen."""

from typing import Any

from django.http import HttpRequest
from wagtail.admin.panels import get_edit_handler
from wagtail.models import Page


def list_changes(old: Any, new: Any, request: HttpRequest) -> list[Any]:
    """Return Wagtail's comparisons of two versions, those of changed fields alone."""
    handler = new.get_edit_handler() if isinstance(new, Page) else get_edit_handler(type(new))
    panel = handler.get_bound_panel(instance=new, request=request, form=None)
    compared = [compare(old, new) for compare in panel.get_comparison()]
    return [change for change in compared if change.has_changed() or _is_reordered(change)]


def _is_reordered(change: Any) -> bool:
    """Return whether rows of a page, such as its files, have another order."""
    rows = change.get_child_comparisons() if change.is_child_relation else []
    return any(row.get_position_change() for row in rows)
