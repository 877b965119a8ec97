"""Form widgets of bulletins."""

import json
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _

from bulletins.models.choices import Urgency


class UrgencySelect(forms.Select):
    """Select box of the urgency; a script suggests ``valid_until`` by the chosen urgency."""

    class Media:
        js = ["js/admin/bulletin-time.js"]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["attrs"] |= {
            "data-usual-hours": json.dumps({one.value: one.usual_hours for one in Urgency}),
            "data-time-zone": settings.TIME_ZONE,
            "data-suggested": _("Suggested. Change it where you know better."),
        }
        return context
