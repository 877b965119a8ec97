"""Check of all bulletins that are on air or were until lately, and of all host names."""

from collections.abc import Iterable
from datetime import timedelta
from itertools import chain

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone, translation

from bulletins.models import Bulletin, DisplayCheck
from bulletins.roles import publishers
from bulletins.verification.troubles import headline, websites_in_trouble
from bulletins.verification.verifying import verify
from sites.models import NotificationKind
from sites.notifications.telling import tell
from sites.visiting.hosts import check_hosts

# How long bulletins are still checked after they are over.
LATELY = timedelta(days=7)


def worth_verifying() -> list[int]:
    """Return the primary keys of the bulletins to check.

    They are on air, were so until lately, had a check requested lately, or had a problem on some
    website when they were last checked.
    """
    since = timezone.now() - LATELY
    over = Q(valid_until__gt=since) | Q(ended_at__gt=since) | Q(withdrawn_at__gt=since)
    changed = Q(display_run__asked_at__gt=since)
    wrong = Exists(DisplayCheck.objects.failing().filter(bulletin=OuterRef("pk")))
    on_air = Bulletin.objects.on_air().values("pk")
    sources = Bulletin.objects.sources().filter(first_published_at__isnull=False)
    worth = sources.filter(over | changed | wrong | Q(pk__in=on_air))
    return list(worth.order_by("pk").values_list("pk", flat=True))


def verify_everything() -> None:
    """Check all host names and the bulletins of `worth_verifying`.

    Notifies publishers, once a day, of the number of websites with problems.
    """
    _finish(chain(check_hosts(), verify(worth_verifying())))
    number = websites_in_trouble().count()
    if number:
        with translation.override(settings.LANGUAGE_CODE):
            tell(
                publishers(),
                kind=NotificationKind.DISPLAY,
                event=f"display:{timezone.localdate()}",
                title=headline(number),
                url=settings.WAGTAILADMIN_BASE_URL + reverse("displays"),
            )


def _finish(looks: Iterable[object]) -> None:
    for _look in looks:
        pass
