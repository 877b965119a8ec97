"""How many websites would show a bulletin, and which, while its audience is being chosen."""

from collections.abc import Iterable
from dataclasses import dataclass

from bulletins.models.audience import BulletinAudience, agencies_for

MOST_LISTED = 200


@dataclass(frozen=True)
class Reach:
    """``names`` are those of the first 200 units, in alphabetical order."""

    number: int
    names: list[str]

    @property
    def others(self) -> int:
        """How many units are not named."""
        return self.number - len(self.names)


def reach_of(lines: Iterable[BulletinAudience]) -> Reach:
    """Return whom an audience reaches today, in two queries whatever their number."""
    agencies = agencies_for(lines)
    first = agencies.only("name_vi", "name_en").order_by("sort_key")[:MOST_LISTED]
    return Reach(agencies.count(), [agency.name for agency in first])
