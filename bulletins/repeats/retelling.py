"""What a unit is asked after a repetition: to tell the bulletin again, and to say that it has."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from wagtail.log_actions import log

from accounts.models import User
from bulletins.models import Bulletin, Placement
from bulletins.models.queryset import BulletinQuerySet
from sites.models import Agency

# For how long after a repetition a unit is asked.
ASKED_FOR = timedelta(days=3)
RETOLD = "bulletins.retell"


def repeated_lately() -> BulletinQuerySet:
    """Return what some unit may still have to tell again."""
    return Bulletin.objects.on_air().filter(repeated_at__gt=timezone.now() - ASKED_FOR)


def to_retell(agency: Agency) -> BulletinQuerySet:
    """Return what a unit has still to tell again, the newest repetition first."""
    done = Placement.objects.filter(bulletin=OuterRef("pk"), agency=agency)
    done = done.filter(retold=OuterRef("repeat_count"))
    shown = Bulletin.objects.visible_on(agency).filter(~Exists(done), pk__in=repeated_lately())
    return shown.order_by("-repeated_at")


@transaction.atomic
def mark_retold(*, bulletin: Bulletin, agency: Agency, by: User) -> None:
    """Enter that a unit has told a bulletin again since its last repetition."""
    number = bulletin.repeat_count
    placement, _made = Placement.objects.update_or_create(
        bulletin=bulletin, agency=agency, defaults={"retold": number}
    )
    log(placement, RETOLD, user=by, data={"number": number})
