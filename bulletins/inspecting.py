"""The read-only view of a bulletin in the admin: its fields, audience and placements."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.snippets.views.snippets import InspectView

from bulletins.addressing.words import describe_all
from bulletins.channels.buttons import ChannelsButtonMixin
from bulletins.models import Placement

# What agencies may do with a bulletin, each with the condition on the placement.
DOINGS = (
    (_("Pinned by"), Q(pinned=True)),
    (_("Hidden by"), Q(hidden=True)),
    (_("Note added by"), ~Q(local_note="")),
    (_("Contact added by"), ~Q(contact_telephone="")),
)
MOST_NAMES = 50


class BulletinInspectView(ChannelsButtonMixin, InspectView):
    """Wagtail's inspect view with the audience and what agencies did with the bulletin."""

    def get_fields_context(self) -> list[dict[str, Any]]:
        placements = Placement.objects.filter(bulletin=self.object).order_by("agency__sort_key")
        placements = placements.select_related("agency")
        doings = [(label, placements.filter(done)) for label, done in DOINGS]
        audience = describe_all([self.object])[self.object.translation_key]
        return [
            *super().get_fields_context(),
            {"label": _("For whom"), "value": audience},
            *({"label": label, "value": _units(found)} for label, found in doings),
        ]


def _units(placements: Iterable[Placement]) -> str:
    """Return the number of agencies and the first ``MOST_NAMES`` names as text."""
    names = [placement.agency.heading for placement in placements]
    number = ngettext("%(number)s unit", "%(number)s units", len(names)) % {"number": len(names)}
    if not names:
        return number
    rest = ["…"] if len(names) > MOST_NAMES else []
    return f"{number}: {', '.join([*names[:MOST_NAMES], *rest])}"
