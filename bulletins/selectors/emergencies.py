"""Emergencies in force: their number for monitoring, and the websites with one."""

from collections.abc import Iterator

from bulletins.models import Bulletin, Urgency
from ops.system.measures import Sample
from sites.models import Agency


def measure_emergencies() -> Iterator[Sample]:
    """Yield how many emergency bulletins are in force, whatever their audience."""
    yield Sample(Bulletin.objects.on_air().filter(urgency=Urgency.EMERGENCY).count())


def is_in_emergency(agency: Agency) -> bool:
    """Return whether the website of ``agency`` shows an emergency in force."""
    shown = Bulletin.objects.visible_on(agency)
    return bool(shown.filter(urgency=Urgency.EMERGENCY).exists())
