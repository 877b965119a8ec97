"""Tasks that check the display of bulletins, and the events that enqueue them.

The tasks have the same result however often they run.
"""

from collections.abc import Iterator
from datetime import time, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_tasks import task

from bulletins.models import CLOSING_PERIOD, Bulletin
from bulletins.services.publishing import Change, effects_disabled
from ops.jobs.queue import is_queued
from ops.jobs.schedule import daily, every
from ops.jobs.subjects import describe_object
from responses.models import DisplayCheck, DisplayRun
from responses.selectors.checked_websites import list_agencies_to_check
from responses.services.nightly_check import check_everything
from responses.services.verification import check_bulletins

# Time until problems are checked a second time.
PAUSE = timedelta(minutes=1)


def enqueue_checks(bulletin: Bulletin, change: Change) -> None:
    """Enqueue a display check of a changed bulletin (effect of publishing).

    For a translation, its source is checked. Nothing is enqueued if the source was never published,
    or for what is published inside `without_effects`: the nightly check covers that.
    """
    if change in {Change.PUBLISHED, Change.UNPUBLISHED} and effects_disabled():
        return
    sources = Bulletin.objects.sources().filter(translation_key=bulletin.translation_key)
    source = sources.filter(first_published_at__isnull=False).first()
    if source:
        enqueue_check(source)


@transaction.atomic
def enqueue_check(bulletin: Bulletin) -> None:
    """Enqueue a check of a source bulletin, unless one is waiting already.

    The check sees the bulletin as it is when the transaction ends. Results from before this request
    no longer count.
    """
    runs = DisplayRun.objects.select_for_update()
    defaults = {"asked_at": timezone.now()}
    run, is_first = runs.get_or_create(bulletin=bulletin, defaults=defaults)
    # Only now: a check may have begun while this waited for the lock.
    now = timezone.now()
    is_queued = not is_first and run.is_queued(now)
    run.asked_at = now
    run.save(update_fields=["asked_at"])
    if not is_queued:
        verify_bulletin.enqueue(bulletin.pk)


@every(timedelta(minutes=10), label=_("See which bulletins began or ended"))
def enqueue_clock_checks() -> None:
    """Enqueue checks of bulletins that the clock has changed since the last request.

    They began, expired, or ended so long ago (`CLOSING_PERIOD`) that the banner about it goes.
    Periodic task, every ten minutes.
    """
    now, asked_at = timezone.now(), F("display_run__asked_at")
    passed = Q(valid_from__gt=asked_at, valid_from__lte=now)
    passed |= Q(valid_until__gt=asked_at, valid_until__lte=now)
    passed |= Q(ended_at__gt=asked_at - CLOSING_PERIOD, ended_at__lte=now - CLOSING_PERIOD)
    for bulletin in Bulletin.objects.sources().filter(passed, live=True):
        enqueue_check(bulletin)


@daily(time(2, 30), label=_("Begin the nightly check of all websites"))
def enqueue_full_check() -> None:
    """Enqueue a check of everything, unless there is one (also a periodic task, daily at 2:30)."""
    if not is_queued(verify_all):
        verify_all.enqueue()


@task(
    backend="queue",
    lane="normal",
    label=_("Check whether websites show a bulletin"),
    about=describe_object("bulletins.Bulletin"),
)
def verify_bulletin(
    key: int, is_second: bool = False, rest: list[int] | None = None, begun_at: str = ""
) -> Iterator[tuple[int, bool, list[int], str]]:
    """Check a bulletin where it matters, and problems once more after `PAUSE` (queued task).

    `key`: primary key. `is_second`: only what was wrong is checked, since a server may have been
    restarting. Otherwise the websites of `list_agencies_to_check`, which are all where the check
    before this one has not come to its end: what it would have found is unknown. `rest`, `begun_at`
    (ISO 8601): what a check that has begun goes on with. It ends when another one is requested:
    after an emergency for thousands of websites it takes minutes, in which it is corrected and
    withdrawn.
    """
    runs = DisplayRun.objects.filter(bulletin=key)
    if rest is None:
        run, rest = (runs.first(), _list_failing(key)) if is_second else _begin(runs, key)
    else:
        run = runs.filter(begun_at=begun_at, asked_at__lte=F("begun_at")).first()
    if run is None:
        # The bulletin has been deleted in the meantime, or another check is requested.
        return
    begun = run.begun_at or run.asked_at
    # Without it there is another one, or the bulletin was deleted.
    current = runs.filter(asked_at=run.asked_at, begun_at=run.begun_at)
    waiting = dict.fromkeys(rest)
    for agency, _checks in check_bulletins([key], rest):
        if not current.exists():
            return
        del waiting[agency]
        yield key, is_second, [*waiting], begun.isoformat()
    if is_second:
        return
    runs.filter(begun_at=begun).update(done_at=max(timezone.now(), begun))
    if _list_failing(key):
        later = verify_bulletin.using(run_after=timezone.now() + PAUSE)
        later.enqueue(key, is_second=True)


def _begin(runs: QuerySet[DisplayRun], key: int) -> tuple[DisplayRun | None, list[int]]:
    """Begin a check; return its row, None if there is no bulletin, and which websites are read."""
    with transaction.atomic():
        run = runs.select_for_update().first()
        if run is None:
            return None, []
        is_everywhere = run.is_unfinished
        # Another machine's clock may be ahead.
        run.begun_at = max(timezone.now(), run.asked_at)
        run.save(update_fields=["begun_at"])
        # After the lock, so the transaction that changed the bulletin is over.
        bulletin = Bulletin.objects.get(pk=key)
    return run, list_agencies_to_check(bulletin, everywhere=is_everywhere)


def _list_failing(key: int) -> list[int]:
    failing = DisplayCheck.objects.failing().filter(bulletin=key)
    return list(failing.values_list("agency", flat=True))


@task(
    backend="queue",
    lane="long",
    label=_("Check whether all websites show what they should"),
)
def verify_all(
    began_at: str = "", names: list[int] | None = None, websites: list[int] | None = None
) -> Iterator[tuple[str, list[int], list[int] | None]]:
    """Check tonight's bulletins, former failures and all host names, as ``check_everything``."""
    yield from check_everything(began_at, names, websites)
