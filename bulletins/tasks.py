"""Periodic tasks that announce due bulletins again, and ask to confirm old ones."""

import logging
from collections.abc import Iterator
from datetime import time, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bulletins.models import Bulletin, BulletinQuerySet
from bulletins.services.confirmation import ask_to_confirm
from bulletins.services.repetition import is_office_time, repeat_bulletin
from ops.jobs.schedule import daily, every

logger = logging.getLogger(__name__)


@every(timedelta(minutes=5), label=_("Announce bulletins again"))
def run_due_repetitions() -> Iterator[None]:
    """Announce each due bulletin again, once, however late (every five minutes).

    Does nothing at night: see `is_office_time`.
    """
    if not is_office_time(timezone.now()):
        return
    for bulletin in _list_due():
        try:
            _repeat_if_still_due(bulletin)
        except Exception:
            # One failure must not stop the others; it is tried again at the next run.
            logger.exception("Bulletin %s could not be announced again.", bulletin.pk)
        yield


# Before the daily digest (``members.tasks``), which tells of it.
@daily(time(6, 30), label=_("Ask whether old bulletins still hold"))
def ask_about_old_bulletins() -> Iterator[None]:
    """Ask to confirm or end each bulletin in force that has not been for long. Daily at 06:30."""
    now = timezone.now()
    for bulletin in Bulletin.objects.unconfirmed(now):
        with transaction.atomic():
            locked = Bulletin.objects.unconfirmed(now).select_for_update(of=("self",))
            for row in locked.filter(pk=bulletin.pk):
                ask_to_confirm(row, now)
        yield


@transaction.atomic
def _repeat_if_still_due(bulletin: Bulletin) -> None:
    # After waiting for another worker's lock, the bulletin is no longer due and is not returned.
    for row in _list_due().select_for_update(of=("self",)).filter(pk=bulletin.pk):
        repeat_bulletin(bulletin=row, by=None)


def _list_due() -> BulletinQuerySet:
    return Bulletin.objects.on_air().filter(next_repeat_at__lte=timezone.now())
