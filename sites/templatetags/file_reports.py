"""What screens of the admin say of files; see templates/agencies/files/."""

from typing import Any

from django import template
from django.db.models import Model

from sites.uploads.usage_report import get_departure_of, get_file_report
from sites.uploads.visibility import File

register = template.Library()


@register.inclusion_tag("agencies/files/report.html", takes_context=True)
def file_report(context: dict[str, Any], file: File) -> dict[str, Any]:
    """Say who may have a file, and what uses it, for the person who is signed in."""
    return {"report": get_file_report(file, context["request"].user)}


@register.inclusion_tag("agencies/files/departure.html")
def files_going_with(
    thing: Model, *, with_pages_below: bool = False, behind_password: bool = False
) -> dict[str, Any]:
    """Say which files are public no more with a page or bulletin, and which stay so."""
    departure = get_departure_of(thing, with_pages_below=with_pages_below)
    return {"departure": departure, "behind_password": behind_password}
