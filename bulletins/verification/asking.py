"""Having a bulletin read on all websites, by the job loop, after it has changed or been asked for.

The tasks come to the same end however often they are run.
"""

from datetime import time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django_tasks import task
from wagtail.signals import published, unpublished

from bulletins.models import Bulletin, DisplayRun
from bulletins.models.queryset import CLOSING
from bulletins.quiet import is_quiet
from bulletins.verification.everything import verify_everything
from bulletins.verification.troubles import to_mend
from bulletins.verification.verifying import verify
from sites.dashboard import register_needs
from sites.models import Failure
from sites.schedule import daily, every

# Between two looks at what was found wrong.
PAUSE = timedelta(minutes=1)


def connect() -> None:
    """Connect the handler below and the dashboard; called once, when the app is ready."""
    for signal in (published, unpublished):
        signal.connect(ask_for_changed, sender=Bulletin)
    register_needs(to_mend)


def ask_for_changed(instance: Bulletin, **kwargs: Any) -> None:
    """Have it read on all websites whether they show what has just been published, or no more.

    A translation has no websites of its own. What is published quietly is read at night.
    """
    if is_quiet():
        return
    sources = Bulletin.objects.sources().filter(translation_key=instance.translation_key)
    source = sources.filter(first_published_at__isnull=False).first()
    if source:
        ask(source)


@transaction.atomic
def ask(bulletin: Bulletin) -> None:
    """Have a bulletin in the source language read on all websites as it stands when this ends.

    What waits already is not put into the queue once more.
    """
    now = timezone.now()
    runs = DisplayRun.objects.select_for_update()
    run, is_first = runs.get_or_create(bulletin=bulletin, defaults={"asked_at": now})
    is_queued = not is_first and run.is_queued(now)
    run.asked_at = now
    run.save(update_fields=["asked_at"])
    if not is_queued:
        verify_bulletin.enqueue(bulletin.pk)


@every(timedelta(minutes=10))
def ask_what_the_clock_changed() -> None:
    """Ask for what has begun, expired or ceased to be told of as ended since it was last read."""
    now, asked = timezone.now(), F("display_run__asked_at")
    passed = Q(valid_from__gt=asked, valid_from__lte=now)
    passed |= Q(valid_until__gt=asked, valid_until__lte=now)
    passed |= Q(ended_at__gt=asked - CLOSING, ended_at__lte=now - CLOSING)
    for bulletin in Bulletin.objects.sources().filter(passed, live=True):
        ask(bulletin)


@daily(time(2, 30))
def ask_for_everything() -> None:
    """Have everything read on all websites."""
    verify_all.enqueue()


@task(queue_name="default", backend="queue")
def verify_bulletin(key: int, is_second: bool = False) -> None:
    """Read one bulletin on all websites, and once more a little later what was found wrong.

    Servers are started anew now and then, and are not there for a moment.
    """
    with transaction.atomic():
        run = DisplayRun.objects.select_for_update().filter(bulletin=key).first()
        if run is None:
            # The bulletin has been deleted meanwhile.
            return
        # Now that whoever changed the bulletin has finished.
        run.begun_at = timezone.now()
        run.save(update_fields=["begun_at"])
    found = [check for checks in verify([key]) for check in checks]
    # Somebody else may have begun anew meanwhile; then it is not done yet.
    DisplayRun.objects.filter(bulletin=key, begun_at=run.begun_at).update(done_at=timezone.now())
    if not is_second and any(check.outcome != Failure.NONE for check in found):
        later = verify_bulletin.using(run_after=timezone.now() + PAUSE)
        later.enqueue(key, is_second=True)


@task(queue_name="default", backend="queue")
def verify_all() -> None:
    """Read everything on all websites, and try their names."""
    verify_everything()
