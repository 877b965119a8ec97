"""Templates of bulletins, prepared in advance for use in a hurry."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.admin.widgets import AdminAutoHeightTextInput

from bulletins.models.audience import BulletinAudience
from bulletins.models.choices import Urgency
from bulletins.models.content import CONTACT, BulletinContent, get_placeholders_by_field
from content.fields import BoundedTextField
from sites.models import Agency

MAX_HOURS = 366 * 24
# Fields that the short emergency form requires. In an emergency template only these may have
# placeholders.
EMERGENCY_FIELDS = ("title", "instruction")


class BulletinTemplate(BulletinContent):
    """A template of bulletins. Placeholders are in square brackets, for example ``[giờ]``."""

    name = models.CharField(
        _("name"), max_length=80, unique=True, help_text=_("What it is for: “Flood”, “Power cut”.")
    )
    summary = BoundedTextField(_("summary"), max_length=400, blank=True)
    hours = models.PositiveIntegerField(
        _("hours it holds"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MAX_HOURS)],
        help_text=_("Counted from when somebody starts writing. Empty: as usual for its urgency."),
    )
    source = models.ForeignKey(
        Agency,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("issued by"),
        help_text=_("Empty: whoever writes says it."),
    )
    # Codes as in ``str(BulletinAudience)``; one that begins with a minus excludes.
    audience_codes = models.JSONField(
        default=list,
        db_default=models.Value([], models.JSONField()),
        blank=True,
        editable=False,
    )

    panels = [
        FieldPanel(
            "name",
            help_text=_(
                "Put what is to be filled in into square brackets, in small letters: [time]. "
                "Nobody can publish a bulletin in which one is left."
            ),
        ),
        MultiFieldPanel(
            ["urgency", "category", "event_type", "hours"], heading=_("Urgency and time")
        ),
        "title",
        FieldPanel("instruction", widget=AdminAutoHeightTextInput),
        CONTACT,
        "body",
        "summary",
        "source",
    ]

    class Meta:
        ordering = ["urgency", "name"]
        verbose_name = _("template of bulletins")
        verbose_name_plural = _("templates of bulletins")

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        if self.urgency != Urgency.EMERGENCY:
            return
        message = _(
            "The short form of an emergency asks for the title and what to do only. Write here "
            "what always holds, without %(places)s."
        )
        left = get_placeholders_by_field(self)
        errors = {
            name: message % {"places": ", ".join(places)}
            for name, places in left.items()
            if name not in EMERGENCY_FIELDS
        }
        if errors:
            raise ValidationError(errors)

    @property
    def addressees(self) -> list[BulletinAudience]:
        """Unsaved rows of the audience of a bulletin made from this template; [] for no choice."""
        return [
            BulletinAudience(code=line.removeprefix("-"), excluded=line.startswith("-"))
            for line in self.audience_codes
        ]

    @addressees.setter
    def addressees(self, lines: Iterable[BulletinAudience]) -> None:
        self.audience_codes = [str(line) for line in lines]

    @property
    def validity_hours(self) -> int | None:
        """The validity in hours of a bulletin made from this template; None for no end."""
        return self.hours or Urgency(self.urgency).usual_hours
