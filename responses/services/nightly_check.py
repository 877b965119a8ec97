"""The nightly check of all websites, which ends within an hour however many there are.

Checked are all bulletins that are on air or were until lately, all host names, and what was wrong.
"""

import math
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from itertools import chain
from zlib import crc32

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation

from bulletins.models import Bulletin, BulletinQuerySet
from bulletins.roles import list_publishers
from members.models import NotificationKind
from members.services.notifications import notify
from responses.models import DisplayCheck
from responses.selectors.problems import format_headline, list_problem_agencies
from responses.services.verification import check_bulletins
from sites.models import Agency
from sites.services.host_checks import check_hosts

# How long bulletins are still checked after they are over.
RECENT_PERIOD = timedelta(days=7)
# Pages of bulletins that a night reads at most, on all websites together: an hour of one core.
MAX_PAGES = 20_000


class Rota:
    """Which bulletins are read on which websites in the night of `day`.

    Where there are too many pages for one night they take turns. Every bulletin is read on some
    websites every night, other ones each night: what is wrong everywhere is found at once, and what
    is wrong on one website when its turn comes. What is urgent has its turns the most often, what
    has long been as it is the least.
    """

    def __init__(self, day: date) -> None:
        self.day = day
        # By bulletin: in how many nights every website has had its turn.
        self.nights: dict[int, int] = {}
        urgent, changed, on_air = _list_urgent_ids(), _list_changed_ids(), _list_on_air_ids()
        groups = (urgent, changed - urgent, on_air - changed - urgent)
        room = MAX_PAGES / max(1, Agency.objects.count())
        # What comes first leaves room for what comes after it.
        for group, part in zip(groups, (1 / 2, 1 / 2, 1), strict=True):
            if group:
                taken = min(len(group), part * room)
                self.nights |= dict.fromkeys(group, math.ceil(len(group) / taken))
                room -= taken

    def is_due(self, bulletin: int, agency: int) -> bool:
        """Return whether a bulletin is read on the website of an agency; both are primary keys."""
        turn = crc32(f"{bulletin}:{agency}".encode()) + self.day.toordinal()
        return turn % self.nights[bulletin] == 0


def list_bulletin_ids_to_check() -> list[int]:
    """Return the primary keys of the bulletins to check.

    They are on air, were so until lately, had a check requested lately, or had a problem on some
    website when they were last checked.
    """
    failing = DisplayCheck.objects.failing().values_list("bulletin", flat=True).distinct()
    return sorted({*_list_changed_ids(), *_list_on_air_ids(), *failing})


def _list_urgent_ids() -> set[int]:
    return _list_ids(Bulletin.objects.urgent())


def _list_on_air_ids() -> set[int]:
    return _list_ids(Bulletin.objects.on_air())


def _list_changed_ids() -> set[int]:
    since = timezone.now() - RECENT_PERIOD
    over = Q(valid_until__gt=since) | Q(ended_at__gt=since) | Q(withdrawn_at__gt=since)
    changed = Q(display_run__asked_at__gt=since)
    return _list_ids(Bulletin.objects.sources().filter(over | changed))


def _list_ids(sources: BulletinQuerySet) -> set[int]:
    published = sources.filter(first_published_at__isnull=False).order_by()
    return set(published.values_list("pk", flat=True))


def check_by_rota(day: date, agencies: list[int] | None = None) -> Iterator[list[DisplayCheck]]:
    """Check what is due in the night of `day`; yield as `check_bulletins`.

    `agencies`: primary keys of those whose websites are read, None for all.
    """
    rota = Rota(day)
    return check_bulletins(rota.nights, agencies, rota.is_due)


def check_problems(*, before: datetime) -> Iterator[list[DisplayCheck]]:
    """Check again what was wrong, on the websites where it was; yield as `check_bulletins`.

    `before`: what was checked since is left out. What was last checked the longest ago comes first
    where there are too many for one night. Elsewhere the bulletins are as they were: while one
    website is down, all its bulletins are wrong there.
    """
    failing = DisplayCheck.objects.failing().filter(checked_at__lt=before)
    chosen = failing.order_by("checked_at").values_list("bulletin", "agency")[:MAX_PAGES]
    wrong: dict[int, list[int]] = {}
    for bulletin, agency in sorted(chosen):
        wrong.setdefault(agency, []).append(bulletin)
    # Those with the same bulletins are read at the same time.
    alike: dict[tuple[int, ...], list[int]] = {}
    for agency, bulletins in wrong.items():
        alike.setdefault(tuple(bulletins), []).append(agency)
    for bulletins_of_all, agencies in alike.items():
        yield from check_bulletins(bulletins_of_all, agencies)


def check_everything() -> None:
    """Check all host names, the bulletins that are due tonight, and what was wrong.

    Notifies publishers, once a day, of the number of websites with problems.
    """
    today, begin = timezone.localdate(), timezone.now()
    _exhaust(chain(check_hosts(), check_by_rota(today), check_problems(before=begin)))
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
    for _result in results:
        pass
