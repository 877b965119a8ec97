"""The numbers that help in an emergency, the same all over the country.

Law on Telecommunications 24/2023, article 36, and Decree 163/2024: free from any telephone.
"""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class EmergencyNumber(NamedTuple):
    """A number of three digits, and who answers."""

    number: str
    label: Promise


EMERGENCY_NUMBERS = (
    EmergencyNumber("113", _("Police")),
    EmergencyNumber("114", _("Fire brigade")),
    EmergencyNumber("115", _("Ambulance")),
    EmergencyNumber("112", pgettext_lazy("emergency number", "Search and rescue")),
)
