"""Template tags with reports on files for the admin; see templates/agencies/files/."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.conf import settings
from django.db.models import Model

from content.models import CustomImage
from sites.permissions.file_changes import can_use_version
from sites.permissions.file_visibility import File
from sites.selectors.file_usage import (
    get_file_report,
    get_object_unpublishing_report,
    get_pages_unpublishing_report,
)
from sites.services.file_versions import list_versions

register = template.Library()


@register.inclusion_tag("agencies/files/report.html", takes_context=True)
def file_report(context: dict[str, Any], file: File) -> dict[str, Any]:
    """Show who may have a file and what uses it, as far as the signed-in user may know."""
    return {"report": get_file_report(file, context["request"].user)}


@register.inclusion_tag("agencies/files/versions.html", takes_context=True)
def file_versions(context: dict[str, Any], file: File) -> dict[str, Any]:
    """Show the other files of a picture or document, each with a button to use it instead."""
    user = context["request"].user
    kind = "image" if isinstance(file, CustomImage) else "document"
    return {
        "versions": list_versions(file),
        "restore_url_name": f"bin_restore_{kind}",
        "can_use": can_use_version(user, file),
        "edit_url": context["request"].path,
        "days": settings.BIN_DAYS,
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("agencies/files/departure.html")
def unpublishing_report(
    thing: Model, *, with_pages_below: bool = False, behind_password: bool = False
) -> dict[str, Any]:
    """Show which public files become private with a page or bulletin, and which stay public.

    ``behind_password``: the page gets a password instead of being taken off the website.
    """
    departure = get_object_unpublishing_report(thing, with_pages_below=with_pages_below)
    return {"departure": departure, "behind_password": behind_password}


@register.inclusion_tag("agencies/files/departure.html")
def pages_unpublishing_report(
    entries: Iterable[dict[str, Any]], *, with_pages_below: bool = False
) -> dict[str, Any]:
    """Show which public files become private with several pages, and which stay public.

    ``entries`` are the items that Wagtail passes to templates of bulk actions.
    """
    pages = [entry["item"] for entry in entries]
    return {"departure": get_pages_unpublishing_report(pages, with_pages_below=with_pages_below)}
