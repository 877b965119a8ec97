"""Repetition of a bulletin: announced again every few days."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bulletins.models.choices import Urgency

# Columns that ``bulletins.repeats`` writes. Publishing a revision leaves them unchanged.
REPETITION = ("repeat_count", "repeated_at", "repeated_on", "next_repeat_at")
REPEATING = gettext_lazy(
    "At 8:00, until the bulletin ends: it is first in lists again, and its units are told."
    " Empty: announced once. Not for emergencies, which have updates."
)


class RepeatedMixin:
    """Validation and label of the repetition, for the model ``Bulletin``."""

    urgency: str
    repeat_days: int | None
    repeat_count: int
    repeated_on: date | None

    def clean(self) -> None:
        super().clean()  # type: ignore[misc]
        if self.repeat_days and self.urgency == Urgency.EMERGENCY:
            raise ValidationError({"repeat_days": _("An emergency is not repeated: update it.")})

    @property
    def repeated_in_words(self) -> str:
        """A translated label: date and number of the last repetition; empty if there is none."""
        if self.repeated_on is None:
            return ""
        words = _("Announced again on %(date)s (no. %(number)s)")
        day = date_format(self.repeated_on, "d/m/Y")
        return words % {"date": day, "number": self.repeat_count}
