"""Tasks that check the display of bulletins, and the events that enqueue them.

The tasks have the same result however often they run.
"""

from datetime import time, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_tasks import task

from bulletins.models import CLOSING_PERIOD, Bulletin
from bulletins.services.publishing import Change, effects_disabled
from ops.jobs.schedule import daily, every
from ops.jobs.subjects import describe_object
from responses.models import DisplayRun
from responses.selectors.checked_websites import list_agencies_to_check
from responses.services.nightly_check import check_everything
from responses.services.verification import check_bulletins
from sites.models import Failure

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

    Read are the websites of `list_agencies_to_check`.
    `key`: primary key. `is_second`: this is the second check. A problem may come from a server that
    was restarting. A check ends early when a later one has begun: after an emergency for thousands
    of websites it takes minutes, in which it is corrected and withdrawn.
    """
    with transaction.atomic():
        runs = DisplayRun.objects.select_for_update(of=["self"]).select_related("bulletin")
        run = runs.filter(bulletin=key).first()
        if run is None:
            # The bulletin has been deleted in the meantime.
            return
        # After the lock, so the transaction that changed the bulletin is over.
        run.begun_at = timezone.now()
        run.save(update_fields=["begun_at"])
    has_problem = False
    # Without it another check has begun in the meantime, or the bulletin was deleted.
    latest = DisplayRun.objects.filter(bulletin=key, begun_at=run.begun_at)
    for checks in check_bulletins([key], list_agencies_to_check(run.bulletin)):
        has_problem |= any(check.outcome != Failure.NONE for check in checks)
        if not latest.exists():
            return
    latest.update(done_at=timezone.now())
    if has_problem and not is_second:
        later = verify_bulletin.using(run_after=timezone.now() + PAUSE)
        later.enqueue(key, is_second=True)


@task(
    queue_name="default",
    backend="queue",
    label=_("Check whether all websites show what they should"),
)
def verify_all() -> None:
    """Check tonight's bulletins, what was wrong, and all host names (queued task)."""
    check_everything()
