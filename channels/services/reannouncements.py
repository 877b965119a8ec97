"""Re-announcement by agencies after a repetition.

Agencies are asked to announce the bulletin again through their channels, and mark that they have.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from wagtail.log_actions import log

from accounts.models import User
from bulletins.models import Bulletin, BulletinQuerySet, Placement
from sites.models import Agency

# How long after a repetition agencies are asked to announce it again.
REANNOUNCEMENT_PERIOD = timedelta(days=3)
REANNOUNCED = "bulletins.retell"


def list_recently_repeated() -> BulletinQuerySet:
    """Return the bulletins on air that were repeated within `REANNOUNCEMENT_PERIOD`."""
    return Bulletin.objects.on_air().filter(repeated_at__gt=timezone.now() - REANNOUNCEMENT_PERIOD)


def list_to_reannounce(agency: Agency) -> BulletinQuerySet:
    """Return the bulletins that an agency has yet to announce again, newest repetition first."""
    done = Placement.objects.filter(bulletin=OuterRef("pk"), agency=agency)
    done = done.filter(retold=OuterRef("repeat_count"))
    shown = Bulletin.objects.visible_on(agency).filter(
        ~Exists(done), pk__in=list_recently_repeated()
    )
    return shown.order_by("-repeated_at")


@transaction.atomic
def mark_reannounced(*, bulletin: Bulletin, agency: Agency, by: User) -> None:
    """Record that an agency has announced a bulletin again since its last repetition.

    Creates or updates the agency's placement, and logs it.
    """
    number = bulletin.repeat_count
    placement, _made = Placement.objects.update_or_create(
        bulletin=bulletin, agency=agency, defaults={"retold": number}
    )
    log(placement, REANNOUNCED, user=by, data={"number": number})
