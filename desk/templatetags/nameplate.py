"""Template tag with the sign and name above the admin's menu."""

from typing import Any

from django import template

from sites.models import AgencySettings
from sites.permissions.ownership import get_active_agency_ids

register = template.Library()


@register.inclusion_tag("desk/nameplate.html", takes_context=True)
def nameplate(context: dict[str, Any]) -> dict[str, Any]:
    """Show the sign, colour and name of the unit that the user works for.

    Bantin's own for whoever works for no unit or for several, and for anonymous users. Makes one
    query for members of one unit, and what its emblem needs.
    """
    request = context.get("request")
    user = getattr(request, "user", None)
    keys = get_active_agency_ids(user) if user and user.is_authenticated else frozenset()
    if len(keys) != 1:
        return {"agency": None}
    agency_settings = AgencySettings.objects.filter(site__agency__in=keys)
    details = agency_settings.select_related("site__agency", "emblem").first()
    return {"agency": details.site.agency if details else None, "details": details}
