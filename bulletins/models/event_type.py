"""Kinds of events that emergencies warn of: the ``event`` of their CAP messages."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _


class CapCategory(models.TextChoices):
    """Category of an event (CAP 1.2, 3.2.2 category)."""

    MET = "Met", _("Weather and water")
    GEO = "Geo", _("Earth: landslide, earthquake")
    FIRE = "Fire", _("Fire")
    HEALTH = "Health", _("Health")
    TRANSPORT = "Transport", _("Traffic")
    INFRA = "Infra", _("Power, water, telephone, works")
    ENV = "Env", _("Environment")
    CBRNE = "CBRNE", _("Chemicals, radiation, explosives")
    RESCUE = "Rescue", _("Search and rescue")
    SECURITY = "Security", _("Public order")
    SAFETY = "Safety", _("Other dangers to people")
    OTHER = "Other", _("Other")


class EventType(models.Model):
    """What an emergency is about, in the words of warning systems; the ICT department's list.

    ``code_list`` and ``code``: the same event in a list of codes that machines know, national or of
    OASIS, which become ``eventCode`` (CAP 1.2, 3.2.2).
    """

    name_vi = models.CharField(
        _("name in Vietnamese"),
        max_length=60,
        unique=True,
        help_text=_("One event, as warning systems say it: “Lũ quét”. Not the title of a notice."),
    )
    name_en = models.CharField(_("name in English"), max_length=60)
    category = models.CharField(
        _("category of CAP"), max_length=10, choices=CapCategory.choices, default=CapCategory.SAFETY
    )
    code_list = models.CharField(
        _("list of codes"),
        max_length=60,
        blank=True,
        help_text=_("Name of the list, as warning systems know it, for example OET:v1.2."),
    )
    code = models.CharField(
        _("code in this list"),
        max_length=60,
        blank=True,
        help_text=_("For example OET-079, a flash flood."),
    )
    is_offered = models.BooleanField(
        _("for new notices"),
        default=True,
        help_text=_("Without it, notices that have it keep it and no new ones get it."),
    )

    class Meta:
        ordering = ["name_vi"]
        verbose_name = _("kind of event")
        verbose_name_plural = _("kinds of events")

    def __str__(self) -> str:
        return self.name_vi

    def clean(self) -> None:
        if bool(self.code_list) != bool(self.code):
            missing = "code" if self.code_list else "code_list"
            message = _("Write both the list and the code in it, or neither.")
            raise ValidationError({missing: message})

    def get_name_in(self, language: str) -> str:
        """Return the name in a language (a code); empty if it has none there."""
        code = "vi" if language == settings.LANGUAGE_CODE else language
        return str(getattr(self, f"name_{code}", ""))
