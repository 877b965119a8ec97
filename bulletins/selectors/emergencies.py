"""Number of emergencies on air, for monitoring."""

from collections.abc import Iterator

from bulletins.models import Bulletin, Urgency
from ops.system.measures import Sample


def measure_emergencies() -> Iterator[Sample]:
    """Yield how many emergency bulletins are in force, whatever their audience."""
    yield Sample(Bulletin.objects.on_air().filter(urgency=Urgency.EMERGENCY).count())
