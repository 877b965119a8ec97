"""Display status of a bulletin: how many websites show it as they must."""

from datetime import datetime

from django.db.models import Max
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy

from bulletins.models import Bulletin, list_audience_agencies
from bulletins.selectors.audience import list_showing_agencies
from responses.models import (
    ABANDONED_AFTER,
    DisplayCheck,
    DisplayRun,
    Expected,
    VerificationQuerySet,
)
from responses.selectors.problems import DisplayProblem, group_display_problems
from sites.models import AgencyQuerySet, Failure

_SENTENCES = {
    Expected.SHOWN: gettext_lazy("%(good)s/%(total)s showing"),
    Expected.OVER: gettext_lazy("%(good)s/%(total)s say that it is over"),
    Expected.WITHDRAWN: gettext_lazy("%(good)s/%(total)s say that it was withdrawn"),
    Expected.ABSENT: gettext_lazy("%(good)s/%(total)s do not show it, as it should be"),
    Expected.ELSEWHERE: gettext_lazy("%(good)s/%(total)s lead to it"),
}


class DisplayStatus:
    """Display status of a source bulletin on the websites of its audience."""

    def __init__(self, bulletin: Bulletin) -> None:
        self.bulletin = bulletin

    @cached_property
    def run(self) -> DisplayRun | None:
        """Return when a check was last requested and done; None if never."""
        return DisplayRun.objects.filter(bulletin=self.bulletin).first()

    @property
    def is_waiting(self) -> bool:
        """Whether results are pending.

        False again if nothing has come for `ABANDONED_AFTER`, since the request or the last result.
        """
        if self.run is None or self.run.is_done:
            return False
        return (
            timezone.now()
            < max(self.run.asked_at, self.checked_at or self.run.asked_at) + ABANDONED_AFTER
        )

    @cached_property
    def expected(self) -> Expected:
        """Return what every website of the audience must do with the bulletin now."""
        return get_expected_display(self.bulletin)

    @cached_property
    def total(self) -> int:
        """Return the number of websites in the audience."""
        return self._agencies.count()

    @cached_property
    def read(self) -> int:
        """Return the number of websites that were checked since the last request."""
        return self._there.count()

    @cached_property
    def good(self) -> int:
        """Return the number of checked websites that do what is ``expected``."""
        return self._there.filter(expected=self.expected, outcome=Failure.NONE).count()

    @cached_property
    def problems(self) -> list[DisplayProblem]:
        """Return the problems, also of websites outside the audience."""
        return group_display_problems(self._checks)

    @cached_property
    def checked_at(self) -> datetime | None:
        """Return when a website was last checked; None if never."""
        return self.bulletin.checks.aggregate(last=Max("checked_at"))["last"]

    @property
    def label(self) -> str:
        """The count as text: “29/29 showing”."""
        return str(_SENTENCES[self.expected]) % {"good": self.good, "total": self.total}

    @property
    def _there(self) -> VerificationQuerySet:
        return self._checks.filter(agency__in=self._agencies)

    @property
    def _checks(self) -> VerificationQuerySet:
        """Checks since the last request, or all if there was none."""
        checks = DisplayCheck.objects.filter(bulletin=self.bulletin)
        return checks.filter(checked_at__gte=self.run.asked_at) if self.run else checks

    @property
    def _agencies(self) -> AgencyQuerySet:
        if self.expected in (Expected.SHOWN, Expected.OVER):
            return list_showing_agencies(self.bulletin)
        return list_audience_agencies(self.bulletin.audience.all())


def get_expected_display(bulletin: Bulletin) -> Expected:
    """Return what the websites of a bulletin's audience must do with it now."""
    if bulletin.withdrawn_at:
        return Expected.WITHDRAWN
    begin = bulletin.valid_from
    if not bulletin.live or (begin and begin > timezone.now()):
        return Expected.ABSENT
    return Expected.OVER if bulletin.is_expired() else Expected.SHOWN
