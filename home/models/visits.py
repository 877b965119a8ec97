"""Daily counts of opened procedures, without anything about readers."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from home.models.procedures import ProcedurePage


class ProcedureVisits(models.Model):
    """How often a procedure was opened on one day."""

    # Wagtail would count the row as a use of the page.
    wagtail_reference_index_ignore = True

    page = models.ForeignKey(ProcedurePage, models.CASCADE, related_name="visits")
    day = models.DateField(_("day"), db_index=True)
    count = models.PositiveIntegerField(_("count"), default=0)

    class Meta:
        verbose_name = _("visits of a procedure")
        verbose_name_plural = _("visits of procedures")
        constraints = [
            models.UniqueConstraint(fields=["page", "day"], name="procedure_visits_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.page_id} {self.day}: {self.count}"
