from django.db import models
from django.utils.translation import gettext_lazy as _


class Urgency(models.TextChoices):
    """How much a bulletin presses. The values sort most urgent first."""

    EMERGENCY = "emergency", _("Emergency")
    IMPORTANT = "important", _("Important")
    ROUTINE = "routine", _("Routine")

    @property
    def usual_hours(self) -> int | None:
        """For how many hours a notice this urgent holds where nobody knows better; None: no end."""
        return {"emergency": 24, "important": 7 * 24}.get(self.value)


# What stands above every page.
PRESSING = (Urgency.EMERGENCY, Urgency.IMPORTANT)


class Category(models.TextChoices):
    """What a bulletin is about."""

    HEALTH = "suc-khoe", _("Health")
    DISASTER = "thien-tai", _("Natural disaster")
    SAFETY = "an-toan", _("Safety")
    LIFE = "doi-song", _("Daily life")
    ADMINISTRATION = "hanh-chinh", _("Administration")


class Reply(models.TextChoices):
    """What a unit confirms with that it has done what a bulletin asks."""

    WORD = "", _("One click")
    ANSWER = "answer", _("A short answer")
    FILE = "file", _("A file: a report, a photo of the poster")
