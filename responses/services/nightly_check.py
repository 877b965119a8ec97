"""The nightly check of all websites, which ends within an hour however many there are.

Checked are all bulletins that are on air or were until lately, all host names, and what was wrong.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import chain

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation

from bulletins.roles import list_publishers
from members.models import NotificationKind
from members.services.notifications import notify
from responses.models import DisplayCheck
from responses.selectors.problems import format_headline, list_problem_agencies
from responses.selectors.rota import MAX_PAGES, Rota, list_changed_ids, list_on_air_ids
from responses.services.verification import check_websites
from sites.services.host_checks import check_hosts

# Pages that a night reads again because something was wrong, at most, home pages and lists of their
# websites counted too. It is a small part, because the rest of a full night, among 3,500 websites
# 30,500 requests (names, home pages, lists, bulletins by rota), needs most of the hour. This adds a
# twelfth of that; where all is still wrong, and so looked at a second time, a sixth.
MAX_PROBLEM_PAGES = MAX_PAGES // 8
# Home page and list, which are read once for all bulletins of a website.
_PAGES_OF_WEBSITE = 2


def list_bulletin_ids_to_check() -> list[int]:
    """Return the primary keys of the bulletins to check.

    They are on air, were so until lately, had a check requested lately, or had a problem on some
    website when they were last checked.
    """
    failing = DisplayCheck.objects.failing().values_list("bulletin", flat=True).distinct()
    return sorted({*list_changed_ids(), *list_on_air_ids(), *failing})


def check_by_rota(day: date, agencies: list[int] | None = None) -> Iterator[list[DisplayCheck]]:
    """Check what is due in the night of `day`; yield as `check_websites`.

    `agencies`: primary keys of those whose websites are read, None for all.
    """
    return check_websites(Rota(day).list_due, agencies)


def check_problems(*, before: datetime) -> Iterator[list[DisplayCheck]]:
    """Check again what was wrong, on the websites where it was; yield as `check_websites`.

    `before`: what was checked since is left out. Where there is too much for one night
    (`MAX_PROBLEM_PAGES`), what was last checked the longest ago comes first, and the rest in the
    following nights. Elsewhere the bulletins are as they were: while one website is down, all its
    bulletins are wrong there.
    """
    wrong = _choose_problems(before)
    yield from check_websites(lambda agency: wrong[agency.pk], list(wrong))


def _choose_problems(before: datetime) -> dict[int, set[int]]:
    """Return the bulletins that are read again, by agency.

    Every check that is made gets a new time, also where a website does not answer: it goes to the
    end, and nothing waits for ever behind it.
    """
    failing = DisplayCheck.objects.failing().filter(checked_at__lt=before)
    oldest = failing.order_by("checked_at", "pk").values_list("bulletin", "agency")
    wrong: dict[int, set[int]] = {}
    room = MAX_PROBLEM_PAGES
    for bulletin, agency in oldest[:MAX_PROBLEM_PAGES]:
        room -= 1 if agency in wrong else 1 + _PAGES_OF_WEBSITE
        if room < 0:
            break
        wrong.setdefault(agency, set()).add(bulletin)
    return wrong


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
