"""The parts of the installation in words, for the page of the system's state: a registry.

Each app tells of its own parts: how they are, what that means, and what one can do.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from time import monotonic

from django.db import Error
from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ops.database.limits import wait_at_most
from ops.system.brief_queries import brief_queries
from ops.system.measures import Measured

logger = logging.getLogger(__name__)

# Seconds for all parts together; what they say was mostly measured before.
MAX_SECONDS = 5.0


class Level(TextChoices):
    """How a part is; the order is that of urgency."""

    PROBLEM = "problem", gettext_lazy("Does not work")
    WARNING = "warning", gettext_lazy("Needs a look")
    UNKNOWN = "unknown", gettext_lazy("Not known")
    OK = "ok", gettext_lazy("In order")


@dataclass(frozen=True)
class SystemPart:
    """One part in words.

    ``text`` says how it is, ``advice`` what to do, empty if nothing. ``url`` leads to the screen
    about it, with the label ``link``; both may be empty. ``items``: what belongs to it one by one.
    """

    label: str | Promise
    level: Level
    text: str
    advice: str = ""
    url: str = ""
    link: str | Promise = ""
    items: tuple[str, ...] = ()


PartSource = Callable[[Measured], Iterable[SystemPart]]
_sources: list[tuple[int, str | Promise, PartSource]] = []


def register_system_parts(source: PartSource, *, label: str | Promise, order: int) -> None:
    """Add a function that returns parts from what was measured; call when the app is ready.

    ``label`` names them where the function fails. Lower ``order`` comes first.
    """
    _sources.append((order, label, source))


def list_system_parts(measured: Measured) -> list[SystemPart]:
    """Return all parts in order, after ``MAX_SECONDS`` of asking the database at most.

    One that cannot be asked, or not any more, is told of as not known.
    """
    parts: list[SystemPart] = []
    ends = monotonic() + MAX_SECONDS
    for _order, label, source in sorted(_sources, key=lambda entry: entry[0]):
        left = ends - monotonic()
        try:
            if left > 0:
                with wait_at_most(left), brief_queries():
                    parts += source(measured)
                continue
        except (Error, OSError):
            logger.warning("%s could not be asked.", label, exc_info=True)
        parts.append(SystemPart(label, Level.UNKNOWN, _("There was no answer in time.")))
    return parts
