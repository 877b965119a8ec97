"""The nightly check of all websites, which is an hour's work however many there are.

Checked are all bulletins that are on air or were until lately, all host names, and what was wrong.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Exists, F, Max, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone, translation

from bulletins.roles import list_publishers
from members.models import NotificationKind
from members.services.notifications import notify
from responses.models import DisplayCheck, VerificationQuerySet
from responses.selectors import rota
from responses.selectors.problems import format_headline, list_problem_agencies
from responses.services.verification import SiteChecks, check_websites
from sites.models import Agency, Failure, HostCheck
from sites.services.host_checks import check_hosts

# What was wrong takes this part of a night's pages at most.
WRONG = 1 / 2
# Websites that do not answer are waited for, each some 15 seconds. After this time no names are
# tried any more, and after as much again no websites are read.
MAX_DURATION = timedelta(hours=3)
# Agencies whose names are tried side by side, between two looks at the clock.
NAMES_AT_A_TIME = 8


def list_bulletin_ids_to_check() -> list[int]:
    """Return the primary keys of the bulletins to check.

    They are on air, were so until lately, had a check requested lately, or had a problem on some
    website when they were last checked.
    """
    failing = DisplayCheck.objects.failing().values_list("bulletin", flat=True).distinct()
    return sorted({*rota.list_changed_ids(), *rota.list_on_air_ids(), *failing})


def verify_displays(began: datetime, agencies: list[int] | None = None) -> Iterator[SiteChecks]:
    """Check the bulletins of that night and the failures of the last; as `check_websites`.

    `agencies`: primary keys of those whose websites are read, None for all. What was wrong is read
    again only where it was: while one website is down, all its bulletins are wrong there.
    """
    failing = DisplayCheck.objects.failing()
    # Fewer by the number already read in this night.
    room = int(WRONG * rota.MAX_PAGES) - failing.filter(checked_at__gte=began).count()
    wrong = _choose_problems(failing.filter(checked_at__lt=began), max(0, room))
    day = timezone.localdate(began)
    due = rota.Rota(day, room=rota.MAX_PAGES - sum(map(len, wrong.values())))
    yield from check_websites(
        lambda agency: due.list_due(agency) | wrong.get(agency.pk, set()),
        _list_agencies() if agencies is None else agencies,
    )


def _choose_problems(failing: VerificationQuerySet, most: int) -> dict[int, set[int]]:
    """Return the bulletins that were found wrong, by agency; of more than `most` the oldest checks.

    Every check that is made gets a new time, also where a website does not answer: it goes to the
    end, and nothing waits for ever behind it.
    """
    oldest = failing.order_by("checked_at", "pk")
    wrong: dict[int, set[int]] = {}
    for bulletin, agency in oldest.values_list("bulletin", "agency")[:most]:
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


def check_everything(
    began_at: str = "", names: list[int] | None = None, websites: list[int] | None = None
) -> Iterator[tuple[str, list[int], list[int] | None]]:
    """Check all host names, the bulletins that are due tonight, and what was wrong.

    Yields, after some names and after each website, the arguments with which to go on: when the
    night began (ISO 8601, empty for now), and the agencies whose names and whose websites are left
    (None: not begun). Notifies publishers at the end, once a day, of the number of websites with
    problems.
    """
    began = datetime.fromisoformat(began_at) if began_at else timezone.now()
    state = began.isoformat()
    if websites is None:
        left = list(_list_keys() if names is None else names)
        while left:
            for _check in check_hosts(left[:NAMES_AT_A_TIME]):
                pass
            left = left[NAMES_AT_A_TIME:]
            yield state, left, None
            if timezone.now() >= began + MAX_DURATION:
                break
        websites = _list_agencies()
    waiting = dict.fromkeys(websites)
    for agency, _checks in verify_displays(began, websites):
        del waiting[agency]
        yield state, [], [*waiting]
        if timezone.now() >= began + 2 * MAX_DURATION:
            break
    _report(timezone.localdate(began))


def _list_keys() -> QuerySet[Agency, int]:
    return Agency.objects.order_by("pk").values_list("pk", flat=True)


def _report(day: date) -> None:
    if number := list_problem_agencies().count():
        with translation.override(settings.LANGUAGE_CODE):
            notify(
                list_publishers(),
                kind=NotificationKind.DISPLAY,
                event=f"display:{day}",
                title=format_headline(number),
                url=settings.WAGTAILADMIN_BASE_URL + reverse("displays"),
            )
