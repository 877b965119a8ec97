"""Number and names of the agencies that an audience reaches, shown while it is being chosen."""

from collections.abc import Iterable
from dataclasses import dataclass

from bulletins.models.audience import BulletinAudience, agencies_for

MOST_LISTED = 200


@dataclass(frozen=True)
class Reach:
    """The active agencies of an audience: their number and the first 200 names.

    ``names`` are in alphabetical order.
    """

    number: int
    names: list[str]

    @property
    def others(self) -> int:
        """How many agencies are not in ``names``."""
        return self.number - len(self.names)


def reach_of(lines: Iterable[BulletinAudience]) -> Reach:
    """Return the agencies that an audience reaches today, in two queries."""
    agencies = agencies_for(lines)
    first = agencies.only("name_vi", "name_en").order_by("sort_key")[:MOST_LISTED]
    return Reach(agencies.count(), [agency.name for agency in first])
