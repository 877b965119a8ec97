"""Time for which the text of a bulletin counts as confirmed, and the sentence after it.

A bulletin in force whose text nobody has published or confirmed for the period of its urgency is
*unconfirmed*: websites say when it was last confirmed, and its writer is asked to confirm or end
it. The end of the period is stored in the row, so that pages need neither a query nor a task to
change at that moment.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from bulletins.models.choices import Urgency

# Columns that ``bulletins.services.confirmation`` writes. Publishing a new version starts the
# period anew; reverting to a revision leaves them unchanged.
CONFIRMATION = ("last_confirmed_at", "confirmation_due_at", "confirmation_asked_at")

# Days; ten years.
MAX_DAYS = 3650
_IN_DAYS = [MinValueValidator(1), MaxValueValidator(MAX_DAYS)]


@register_setting(icon="calendar-check")
class ConfirmationPeriods(BaseGenericSetting):
    """For how many days the text of a bulletin counts as looked at, by urgency."""

    routine = models.PositiveSmallIntegerField(
        gettext_lazy("Routine notices: days"), default=90, validators=_IN_DAYS
    )
    important = models.PositiveSmallIntegerField(
        gettext_lazy("Important notices: days"), default=14, validators=_IN_DAYS
    )
    emergency = models.PositiveSmallIntegerField(
        gettext_lazy("Emergency notices: days"), default=1, validators=_IN_DAYS
    )

    panels = [
        MultiFieldPanel(
            ["routine", "important", "emergency"],
            heading=gettext_lazy("How long a notice holds without being confirmed"),
            help_text=gettext_lazy(
                "After that it stays in force, says when it was last confirmed, and its writer is "
                "asked to confirm or end it."
            ),
        ),
    ]

    class Meta:
        verbose_name = gettext_lazy("Confirmation of notices")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)

    @classmethod
    def get_current(cls) -> Self:
        """Return the stored periods, or the defaults; ``load`` would store those."""
        return cls.objects.first() or cls()

    @property
    def by_urgency(self) -> Mapping[str, timedelta]:
        """The period by value of ``Urgency``."""
        return {urgency: timedelta(days=getattr(self, urgency)) for urgency in Urgency.values}


class ConfirmationMixin:
    """When the text of a bulletin was last confirmed, for the model ``Bulletin``.

    ``last_confirmed_at``: when it was published or confirmed, the later one.
    ``confirmation_due_at``: the end of the period that began then. ``confirmation_asked_at``: when
    its writer was asked to confirm it; None if not since then. All are None until it is published.
    """

    last_confirmed_at: datetime | None
    confirmation_due_at: datetime | None

    def is_unconfirmed(self, at: datetime | None = None) -> bool:
        """Return whether the period is over at ``at`` (default: now) and the bulletin still holds.

        False for a bulletin without a period, and for one that has expired or was ended.
        """
        at = at or timezone.now()
        due = self.confirmation_due_at
        return due is not None and due <= at and not self.is_expired(at)  # type: ignore[attr-defined]

    @property
    def confirmation_label(self) -> str:
        """A translated label: the date of the last confirmation; empty if it is not long ago."""
        if self.last_confirmed_at is None or not self.is_unconfirmed():
            return ""
        day = date_format(timezone.localtime(self.last_confirmed_at), "d/m/Y")
        return _("Last confirmed on %(date)s") % {"date": day}
