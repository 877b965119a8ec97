"""How many websites do with a bulletin what they have to, for those who answer for it."""

from datetime import datetime

from django.db.models import Max
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy

from bulletins.models import Bulletin, DisplayCheck, DisplayRun, Expected
from bulletins.models.audience import agencies_for
from bulletins.models.display_check import FORGOTTEN, DisplayCheckQuerySet
from bulletins.reach import showing
from bulletins.verification.faults import Fault, faults_among
from sites.models import Failure
from sites.models.agency import AgencyQuerySet

_WORDS = {
    Expected.SHOWN: gettext_lazy("%(good)s/%(total)s showing"),
    Expected.OVER: gettext_lazy("%(good)s/%(total)s say that it is over"),
    Expected.WITHDRAWN: gettext_lazy("%(good)s/%(total)s say that it was withdrawn"),
    Expected.ABSENT: gettext_lazy("%(good)s/%(total)s do not show it, as it should be"),
}


class Standing:
    """What is known of a bulletin in the source language on the websites it is for."""

    def __init__(self, bulletin: Bulletin) -> None:
        self.bulletin = bulletin

    @cached_property
    def run(self) -> DisplayRun | None:
        """When it was asked for and done last; None: never."""
        return DisplayRun.objects.filter(bulletin=self.bulletin).first()

    @property
    def is_waiting(self) -> bool:
        """Whether more will be known soon: somebody has asked, or found something, just now."""
        if self.run is None or self.run.is_done:
            return False
        return (
            timezone.now()
            < max(self.run.asked_at, self.checked_at or self.run.asked_at) + FORGOTTEN
        )

    @cached_property
    def expected(self) -> Expected:
        """What all the websites have to do."""
        return expected_everywhere(self.bulletin)

    @cached_property
    def total(self) -> int:
        """How many websites have to."""
        return self._agencies.count()

    @cached_property
    def read(self) -> int:
        """How many were looked at since it was last asked."""
        return self._there.count()

    @cached_property
    def good(self) -> int:
        """How many of these do it."""
        return self._there.filter(expected=self.expected, outcome=Failure.NONE).count()

    @cached_property
    def faults(self) -> list[Fault]:
        """What is wrong, also on websites that the bulletin is not for."""
        return faults_among(self._checks)

    @cached_property
    def checked_at(self) -> datetime | None:
        """When a website was last looked at."""
        return self.bulletin.checks.aggregate(last=Max("checked_at"))["last"]

    @property
    def words(self) -> str:
        """The count in words: “29/29 showing”."""
        return str(_WORDS[self.expected]) % {"good": self.good, "total": self.total}

    @property
    def _there(self) -> DisplayCheckQuerySet:
        return self._checks.filter(agency__in=self._agencies)

    @property
    def _checks(self) -> DisplayCheckQuerySet:
        """What was found since it was last asked."""
        checks = DisplayCheck.objects.filter(bulletin=self.bulletin)
        return checks.filter(checked_at__gte=self.run.asked_at) if self.run else checks

    @property
    def _agencies(self) -> AgencyQuerySet:
        if self.expected in (Expected.SHOWN, Expected.OVER):
            return showing(self.bulletin)
        return agencies_for(self.bulletin.audience.all())


def expected_everywhere(bulletin: Bulletin) -> Expected:
    """Return what the websites that a bulletin is for have to do with it now."""
    if bulletin.withdrawn_at:
        return Expected.WITHDRAWN
    begin = bulletin.valid_from
    if not bulletin.live or (begin and begin > timezone.now()):
        return Expected.ABSENT
    return Expected.OVER if bulletin.is_expired() else Expected.SHOWN
