"""The parts of the installation in words, for the page of the system's state: a registry.

Each app tells of its own parts: how they are, what that means, and what one can do.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db import Error, connection, transaction
from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ops.system.measures import Measured

logger = logging.getLogger(__name__)


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
    """Return all parts in order. One that cannot be asked is told of as not known."""
    parts: list[SystemPart] = []
    for _order, label, source in sorted(_sources, key=lambda entry: entry[0]):
        try:
            if connection.in_atomic_block:
                with transaction.atomic():
                    parts += source(measured)
            else:
                parts += source(measured)
        except (Error, OSError):
            logger.warning("%s could not be asked.", label, exc_info=True)
            parts.append(SystemPart(label, Level.UNKNOWN, _("There was no answer in time.")))
    return parts
