"""Table of bulletins that require acknowledgement against agencies."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from bulletins.models import Bulletin
from responses.models import Acknowledgement
from responses.selectors.acknowledgements import is_overdue
from sites.models import Agency

# Older bulletins are left out: they have a closing report.
PERIOD = timedelta(days=365)
# Number of columns, newest deadlines first: a wider table would not be read.
MAX_COLUMNS = 40


@dataclass(frozen=True)
class Cell:
    """Cell of the table.

    `state`: "done", "late", "open" or "none", a part of the CSS class. `mark`: short sign, hidden
    from screen readers. `label`: text for screen readers and the export.
    """

    state: str
    mark: str
    label: str


def list_columns() -> list[Bulletin]:
    """Return published bulletins with `confirm_by`, newest deadline first, at most `MAX_COLUMNS`.

    They are on air, or their deadline is not more than a year (`PERIOD`) past.
    """
    lately = Q(confirm_by__gte=timezone.now() - PERIOD) | Q(pk__in=Bulletin.objects.on_air())
    asking = Bulletin.objects.sources().filter(lately, live=True, confirm_by__isnull=False)
    return list(asking.order_by("-confirm_by", "-pk").prefetch_related("audience")[:MAX_COLUMNS])


class Matrix:
    """Cells of agencies for some bulletins; one query for all of them.

    `bulletins`: with their audience prefetched, as from `list_columns`. `agencies`: with their
    groups prefetched.
    """

    def __init__(self, bulletins: list[Bulletin], agencies: Iterable[Agency]) -> None:
        self.bulletins = bulletins
        self.agencies = list(agencies)

    @cached_property
    def _made(self) -> dict[tuple[int, int], tuple[datetime, str]]:
        rows = Acknowledgement.objects.filter(
            bulletin__in=[bulletin.pk for bulletin in self.bulletins], agency__in=self.agencies
        )
        facts = rows.values_list("agency_id", "bulletin_id", "at", "spoken_to")
        return {(agency, bulletin): (at, spoken_to) for agency, bulletin, at, spoken_to in facts}

    def list_cells(self, agency: Agency) -> list[Cell]:
        """Return the cells of one agency, in the order of the bulletins."""
        return [self._build_cell(agency, bulletin) for bulletin in self.bulletins]

    def list_rows(self) -> list[tuple[Agency, list[Cell]]]:
        """Return each agency with its cells."""
        return [(agency, self.list_cells(agency)) for agency in self.agencies]

    def _build_cell(self, agency: Agency, bulletin: Bulletin) -> Cell:
        made = self._made.get((agency.pk, bulletin.pk))
        if made:
            at, spoken_to = made
            time = date_format(timezone.localtime(at), "H:i d/m")
            message = _("confirmed by telephone %(time)s") if spoken_to else _("confirmed %(time)s")
            return Cell("done", "☎ " + time if spoken_to else "✓ " + time, message % {"time": time})
        if agency.is_archived or not bulletin.is_addressed_to(agency):
            return Cell("none", "–", _("not addressed"))
        if bulletin.ended_at:
            return Cell("none", "–", _("ended before it was confirmed"))
        if is_overdue(bulletin):
            return Cell("late", "✗", _("overdue"))
        return Cell("open", "…", _("not yet confirmed"))
