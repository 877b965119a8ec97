"""The nightly check of all websites, which is an hour's work however many there are.

Checked are all bulletins that are on air or were until lately, all host names, and what was wrong.
"""

import time
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from django.conf import settings
from django.db.models import Exists, F, Max, OuterRef
from django.urls import reverse
from django.utils import timezone, translation

from bulletins.roles import list_publishers
from members.models import NotificationKind
from members.services.notifications import notify
from responses.models import DisplayCheck
from responses.selectors import rota
from responses.selectors.problems import format_headline, list_problem_agencies
from responses.services.verification import check_websites
from sites.models import Agency, Failure, HostCheck
from sites.services.host_checks import check_hosts

# What was wrong takes this part of a night's pages at most.
WRONG = 1 / 2
# Websites that do not answer are waited for, each some 15 seconds. After this time no names are
# tried any more, and after as much again no websites are read.
MAX_DURATION = timedelta(hours=3)


def list_bulletin_ids_to_check() -> list[int]:
    """Return the primary keys of the bulletins to check.

    They are on air, were so until lately, had a check requested lately, or had a problem on some
    website when they were last checked.
    """
    failing = DisplayCheck.objects.failing().values_list("bulletin", flat=True).distinct()
    return sorted({*rota.list_changed_ids(), *rota.list_on_air_ids(), *failing})


def verify_displays(day: date, agencies: list[int] | None = None) -> Iterator[list[DisplayCheck]]:
    """Check what is due in the night of `day` and what was wrong; yield as `check_websites`.

    `agencies`: primary keys of those whose websites are read, None for all. What was wrong is read
    again only where it was: while one website is down, all its bulletins are wrong there.
    """
    wrong = _choose_problems()
    due = rota.Rota(day, room=rota.MAX_PAGES - sum(map(len, wrong.values())))
    yield from check_websites(
        lambda agency: due.list_due(agency) | wrong.get(agency.pk, set()),
        _list_agencies() if agencies is None else agencies,
    )


def _choose_problems() -> dict[int, set[int]]:
    """Return the bulletins that were found wrong, by agency; of too many the oldest checks.

    Every check that is made gets a new time, also where a website does not answer: it goes to the
    end, and nothing waits for ever behind it.
    """
    oldest = DisplayCheck.objects.failing().order_by("checked_at", "pk")
    wrong: dict[int, set[int]] = {}
    for bulletin, agency in oldest.values_list("bulletin", "agency")[: int(WRONG * rota.MAX_PAGES)]:
        wrong.setdefault(agency, set()).add(bulletin)
    return wrong


def _list_agencies() -> list[int]:
    """Return all agencies, those first whose websites were read the longest ago.

    Those come last whose names led nowhere when they were tried: where the night is cut off, there
    is nothing to read.
    """
    tried = HostCheck.objects.filter(hostname=OuterRef("site__hostname"))
    agencies = Agency.objects.annotate(
        is_down=Exists(tried.exclude(failure=Failure.NONE)),
        read_at=Max("display_checks__checked_at"),
    )
    oldest = agencies.order_by("is_down", F("read_at").asc(nulls_first=True), "pk")
    return list(oldest.values_list("pk", flat=True))


def check_everything() -> None:
    """Check all host names, the bulletins that are due tonight, and what was wrong.

    Notifies publishers, once a day, of the number of websites with problems.
    """
    today = timezone.localdate()
    _exhaust(check_hosts())
    _exhaust(verify_displays(today))
    number = list_problem_agencies().count()
    if number:
        with translation.override(settings.LANGUAGE_CODE):
            notify(
                list_publishers(),
                kind=NotificationKind.DISPLAY,
                event=f"display:{today}",
                title=format_headline(number),
                url=settings.WAGTAILADMIN_BASE_URL + reverse("displays"),
            )


def _exhaust(results: Iterable[object]) -> None:
    end = time.monotonic() + MAX_DURATION.total_seconds()
    for _result in results:
        if time.monotonic() >= end:
            return
