"""Tasks that check the display of bulletins, and the events that enqueue them.

The tasks have the same result however often they run.
"""

from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_tasks import task

from bulletins.models import CLOSING_PERIOD, Bulletin
from bulletins.services.publishing import Change, effects_disabled
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
    now = timezone.now()
    runs = DisplayRun.objects.select_for_update()
    run, is_first = runs.get_or_create(bulletin=bulletin, defaults={"asked_at": now})
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
    """Enqueue a check of everything (also a periodic task, daily at 2:30)."""
    verify_all.enqueue()


@task(
    queue_name="default",
    backend="queue",
    label=_("Check whether websites show a bulletin"),
    about=describe_object("bulletins.Bulletin"),
)
def verify_bulletin(key: int, is_second: bool = False) -> None:
    """Check a bulletin where it matters, and problems once more after `PAUSE` (queued task).

    `key`: primary key. `is_second`: only what was wrong is checked, since a server may have been
    restarting. Otherwise the websites of `list_agencies_to_check`, or all where the check before
    this one has not come to its end: what it would have found is unknown. A check ends when another
    one is requested: after an emergency for thousands of websites it takes minutes, in which it is
    corrected and withdrawn.
    """
    now = timezone.now()
    if is_second:
        _check(key, _list_failing(key), as_of=now)
        return
    with transaction.atomic():
        run = DisplayRun.objects.select_for_update().filter(bulletin=key).first()
        if run is None:
            # The bulletin has been deleted in the meantime.
            return
        # After the lock, so the transaction that changed the bulletin is over.
        bulletin = Bulletin.objects.get(pk=key)
        agencies = None if run.is_unfinished else list_agencies_to_check(bulletin)
        run.begun_at = now = timezone.now()
        run.save(update_fields=["begun_at"])
    if not _check(key, agencies, as_of=now):
        return
    DisplayRun.objects.filter(bulletin=key, begun_at=now).update(done_at=timezone.now())
    if _list_failing(key):
        later = verify_bulletin.using(run_after=timezone.now() + PAUSE)
        later.enqueue(key, is_second=True)


def _list_failing(key: int) -> list[int]:
    failing = DisplayCheck.objects.failing().filter(bulletin=key)
    return list(failing.values_list("agency", flat=True))


def _check(key: int, agencies: list[int] | None, *, as_of: datetime) -> bool:
    """Check a bulletin on websites; return whether that was not ended by a later request."""
    # Without it another check was requested in the meantime, or the bulletin was deleted.
    current = DisplayRun.objects.filter(bulletin=key, asked_at__lte=as_of)
    return all(current.exists() for _checks in check_bulletins([key], agencies))


@task(
    queue_name="default",
    backend="queue",
    label=_("Check whether all websites show what they should"),
)
def verify_all() -> None:
    """Check tonight's bulletins, what was wrong, and all host names (queued task)."""
    check_everything()
