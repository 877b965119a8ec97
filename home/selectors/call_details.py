"""Whom visitors of a website call."""

from collections.abc import Sequence
from dataclasses import dataclass

from content.emergency_numbers import EMERGENCY_NUMBERS, EmergencyNumber
from content.text.folding import fold_text
from home.models import ContactPage
from sites.caching.site_cache import get_or_build
from sites.requests import AgencyRequest

# What the names of numbers say that are answered first.
HOTLINES = tuple(map(fold_text, ("đường dây nóng", "hotline", "trực ban")))


@dataclass(frozen=True)
class CallDetails:
    """Whom to call.

    ``telephone``: the main number, empty if unknown; ``hotline``: name and number of the hotline,
    both empty if there is none.
    """

    telephone: str
    hotline: tuple[str, str]
    emergency_numbers: Sequence[EmergencyNumber] = EMERGENCY_NUMBERS


def get_call_details(request: AgencyRequest) -> CallDetails | None:
    """Return whom visitors of a website call; None for an ended unit, where nobody answers.

    The hotline is the first of the further telephones of the contact page whose name says so
    (``HOTLINES``).
    """
    if request.agency.is_archived:
        return None
    hotline = get_or_build(request, "hotline", lambda: _find_hotline(request))
    return CallDetails(request.agency_settings.telephone, hotline)


def _find_hotline(request: AgencyRequest) -> tuple[str, str]:
    pages = ContactPage.objects.child_of(request.agency.root_page).live().public()
    for page in pages[:1]:
        for name, number in page.iter_telephones():
            if any(words in fold_text(name) for words in HOTLINES):
                return name, number
    return "", ""
