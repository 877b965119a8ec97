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
    return [change for change in compared if change.has_changed()]
