"""Running of periodic tasks (``sites.schedule``), each by one worker at a time."""

import logging

from django.db import transaction
from django.utils import timezone

from ops.jobs.patience import delay
from ops.models import DutyRun, Runner
from sites.schedule import Duty, duties

logger = logging.getLogger(__name__)


def enter_duties() -> None:
    """Create the rows of new periodic tasks: due at once, or at their time of day."""
    now = timezone.now()
    rows = [
        DutyRun(name=duty.name, due_at=now if duty.of_day is None else duty.after(now))
        for duty in duties()
    ]
    DutyRun.objects.bulk_create(rows, ignore_conflicts=True)


def do_next(runner: Runner) -> bool:
    """Run one periodic task that is due; return False if there is none.

    However often it was missed, it runs once. If it fails, it is retried after ``patience.delay``,
    and at the latest when it is due anyway.
    """
    known = {duty.name: duty for duty in duties()}
    for name in DutyRun.objects.due().free().values_list("name", flat=True):
        if name in known and not _must_wait(name, known) and _take(name, runner):
            _do(known[name], runner)
            return True
    return False


def _must_wait(name: str, known: dict[str, Duty]) -> bool:
    """Return whether a periodic task that must run before ``name`` is due or running.

    One that has failed does not count: it could block ``name`` for ever.
    """
    first = [duty.name for duty in known.values() if duty.before == name]
    # A running one stays due until it is done.
    return bool(first) and DutyRun.objects.due().filter(name__in=first, failures=0).exists()


def _take(name: str, runner: Runner) -> bool:
    with transaction.atomic():
        row = DutyRun.objects.due().select_for_update(skip_locked=True).filter(name=name).first()
        # Checked again, now that the row is locked.
        if row is None or Runner.objects.alive().filter(pk=row.held_by_id).exists():
            return False
        row.held_by = runner
        row.started_at = timezone.now()
        row.save(update_fields=["held_by", "started_at"])
        return True


def _do(duty: Duty, runner: Runner) -> None:
    ours = DutyRun.objects.filter(name=duty.name, held_by=runner)
    try:
        duty.work()
    except Exception as error:  # noqa: BLE001, one duty that fails must not keep the others
        logger.exception("%s failed.", duty.name)
        failures = ours.values_list("failures", flat=True).first() or 0
        now = timezone.now()
        soon = min(duty.after(now), now + delay(failures + 1))
        ours.update(held_by=None, due_at=soon, failures=failures + 1, error=_line(error))
    else:
        now = timezone.now()
        due = duty.after(now)
        ours.update(held_by=None, due_at=due, done_at=now, failures=0, error="")


def _line(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".strip().splitlines()[-1]
