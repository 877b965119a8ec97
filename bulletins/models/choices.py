"""Choices of bulletins, and the query parameters of the form for a new one.

The choices are urgency, category and the kind of acknowledgement.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

# Query parameters of the form for a new bulletin: the primary key of what it starts from.
FROM_TEMPLATE = "mau"
FROM_EARLIER = "tu"


class Urgency(models.TextChoices):
    """Urgency of a bulletin.

    The values in alphabetical order are the order of lists, most urgent first, so that an index
    serves it (docs/decisions/0010).
    """

    EMERGENCY = "emergency", _("Emergency")
    IMPORTANT = "important", _("Important")
    ROUTINE = "routine", _("Routine")

    @property
    def usual_hours(self) -> int | None:
        """The suggested validity of such a bulletin in hours; None for no end."""
        return {"emergency": 24, "important": 7 * 24}.get(self.value)


# Shown as a banner on every page.
BANNER_URGENCIES = (Urgency.EMERGENCY, Urgency.IMPORTANT)


class Category(models.TextChoices):
    """Subject of a bulletin."""

    HEALTH = "suc-khoe", _("Health")
    DISASTER = "thien-tai", _("Natural disaster")
    SAFETY = "an-toan", _("Safety")
    LIFE = "doi-song", _("Daily life")
    ADMINISTRATION = "hanh-chinh", _("Administration")


class AcknowledgementKind(models.TextChoices):
    """What an agency has to send to acknowledge a bulletin."""

    WORD = "", _("One click")
    ANSWER = "answer", _("A short answer")
    FILE = "file", _("A file: a report, a photo of the poster")
