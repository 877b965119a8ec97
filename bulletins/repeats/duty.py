"""The work that comes again: announcing what is due."""

import logging
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from bulletins.models import Bulletin
from bulletins.models.queryset import BulletinQuerySet
from bulletins.repeats.announcing import repeat
from bulletins.repeats.rhythm import is_office_time
from sites.schedule import every

logger = logging.getLogger(__name__)


@every(timedelta(minutes=5))
def repeat_what_is_due() -> None:
    """Announce again each bulletin whose day has come, once, however late; not at night."""
    if not is_office_time(timezone.now()):
        return
    for bulletin in _due():
        try:
            _repeat_if_still_due(bulletin)
        except Exception:
            # The others are not to wait for it; it is tried again the next time.
            logger.exception("Bulletin %s could not be announced again.", bulletin.pk)


@transaction.atomic
def _repeat_if_still_due(bulletin: Bulletin) -> None:
    # Who waited for another runner's lock finds that the bulletin is no longer due.
    for row in _due().select_for_update(of=("self",)).filter(pk=bulletin.pk):
        repeat(bulletin=row, by=None)


def _due() -> BulletinQuerySet:
    return Bulletin.objects.on_air().filter(next_repeat_at__lte=timezone.now())
