"""State of the websites' display, for monitoring."""

from collections.abc import Iterator

from django.db.models import Count

from ops.system.measures import Sample
from responses.models import DisplayCheck


def measure_display_failures() -> Iterator[Sample]:
    """Yield how many displays of bulletins are wrong, by what is wrong; 0 if none is."""
    failing = DisplayCheck.objects.failing().order_by("outcome").values_list("outcome")
    counts = dict(failing.annotate(number=Count("pk")))
    for outcome, number in counts.items():
        yield Sample(number, {"outcome": outcome})
    if not counts:
        yield Sample(0, {"outcome": "none"})
