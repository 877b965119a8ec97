"""Opening hours of an agency: sessions of the week, and days with other hours."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext_lazy

from sites.models import Agency


class Weekday(models.IntegerChoices):
    """Days of the week as ``date.weekday`` numbers them."""

    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


# Reasons that need no decision: they say nothing but why.
_REASONS = (
    _("Public holiday or Tết"),
    _("Storm, flood or other disaster"),
    _("No electricity or no network"),
    _("Training or conference"),
    _("Stocktaking or work on the files"),
    _("Repair of the building"),
    _("A working day instead of another one"),
    _("Longer hours for citizens"),
)
_NEUTRAL_REASON = _("Other hours than usual")


def list_reasons() -> list[str]:
    """Return the reasons to choose from, in the language of the websites; the last is neutral."""
    with override(settings.LANGUAGE_CODE):
        return [*map(str, _REASONS), get_neutral_reason()]


def get_neutral_reason() -> str:
    """Return the reason in the place of a waiting one."""
    with override(settings.LANGUAGE_CODE):
        return str(_NEUTRAL_REASON)


class OpeningHours(models.Model):
    """The opening hours of an agency; without a row they are unknown."""

    agency = models.OneToOneField(Agency, models.CASCADE, related_name="opening_hours")
    closed_on_holidays = models.BooleanField(
        _("closed on public holidays"),
        default=True,
        help_text=_("Tết and the other public holidays come by themselves, also the days moved."),
    )

    class Meta:
        verbose_name = _("opening hours")
        verbose_name_plural = _("opening hours")

    def __str__(self) -> str:
        return str(self.agency)


class OpeningSession(models.Model):
    """From when to when the agency is open on a day of the week; most have two a day."""

    hours = models.ForeignKey(OpeningHours, models.CASCADE, related_name="sessions")
    weekday = models.PositiveSmallIntegerField(
        pgettext_lazy("week", "day"), choices=Weekday.choices
    )
    opens = models.TimeField(_("opens"))
    closes = models.TimeField(_("closes"))

    class Meta:
        ordering = ["weekday", "opens"]
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        constraints = [
            models.UniqueConstraint(
                fields=["hours", "weekday", "opens"], name="opening_session_once"
            ),
            models.CheckConstraint(
                condition=Q(closes__gt=F("opens")), name="opening_session_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens:%H:%M}–{self.closes:%H:%M}"


class OpeningException(models.Model):
    """Days on which the agency is closed, or open at other hours; stronger than a holiday.

    Without times it is closed. ``first_day`` and ``last_day`` both belong to it.
    """

    hours = models.ForeignKey(OpeningHours, models.CASCADE, related_name="exceptions")
    first_day = models.DateField(_("from"))
    last_day = models.DateField(_("to"))
    reason = models.CharField(_("reason"), max_length=120)
    opens = models.TimeField(_("opens"), null=True, blank=True)
    closes = models.TimeField(_("closes"), null=True, blank=True)
    opens_again = models.TimeField(_("opens again"), null=True, blank=True)
    closes_again = models.TimeField(_("closes again"), null=True, blank=True)

    class Meta:
        ordering = ["first_day"]
        verbose_name = _("exception")
        verbose_name_plural = _("exceptions")
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="opening_exception_has_days"
            ),
        ]

    def __str__(self) -> str:
        return self.reason
