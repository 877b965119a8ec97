"""Putting what waits on the queue: what is urgent every minute, everything else once a day."""

from datetime import time, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from sites.models import Notification
from sites.notifications.letters import digest, single
from sites.schedule import daily, every

# Letters of their own that one person gets at a time; more of them are one letter.
MOST_SINGLE = 3
# For so long it is known who was told of what.
MEMORY = timedelta(days=180)


@every(timedelta(minutes=1))
def send_urgent() -> None:
    """Send what is to be told at once."""
    _send_all(at_once=True)


@daily(time(7))
def send_digests() -> None:
    """Send each person one mail with all that has come together since."""
    _send_all(at_once=False)


@daily(time(3))
def forget_old() -> None:
    """Keep no record for ever of who was told of what."""
    Notification.objects.filter(created_at__lt=timezone.now() - MEMORY).delete()


def _send_all(*, at_once: bool) -> None:
    waiting = Notification.objects.waiting().filter(at_once=at_once)
    for person in list(waiting.values_list("person", flat=True).distinct()):
        _send_to(person, at_once=at_once)


@transaction.atomic
def _send_to(person: int, *, at_once: bool) -> None:
    """Queue what waits for one person and mark it as sent, or neither.

    Another process that writes to the same person is waited for, and has left nothing then.
    """
    User.objects.select_for_update(no_key=True).filter(pk=person).first()
    waiting = Notification.objects.waiting().filter(person=person, at_once=at_once)
    mine = list(waiting.select_related("person").order_by("-created_at", "-pk"))
    if not mine:
        return
    apart = at_once and len(mine) <= MOST_SINGLE
    for letter in [single(one) for one in reversed(mine)] if apart else [digest(mine)]:
        letter.send()
    keys = [one.pk for one in mine]
    Notification.objects.filter(pk__in=keys).update(sent_at=timezone.now())
