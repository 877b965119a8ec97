"""Repetition of bulletins: the schedule, and the service that announces a bulletin again.

A bulletin is repeated every few days, in the morning of the office's time zone, or at a user's
request.
"""

from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from bulletins.models import REPETITION, Bulletin, Urgency
from bulletins.selectors.audience import list_showing_agencies
from bulletins.services.lifecycle import lock_bulletin
from bulletins.services.localized_notifications import list_current_texts, notify_of_bulletin
from bulletins.services.site_cache import bump_websites
from members.models import NotificationKind
from members.selectors.recipients import list_active_members
from members.services.notifications import Wording

MORNING = time(8)
# Missed repetitions are made up for until then, and not at night.
EVENING = time(19)

REPEATED = "bulletins.repeat"


def find_first_repetition(bulletin: Bulletin) -> datetime | None:
    """Return when a bulletin that is published now is first announced again.

    None if it has no `repeat_days`. Days count from today, or from `valid_from` if that is later.
    """
    if not bulletin.repeat_days:
        return None
    begin = max(filter(None, (timezone.now(), bulletin.valid_from)))
    return _get_morning(get_office_day(begin) + timedelta(days=bulletin.repeat_days))


def find_following_repetition(bulletin: Bulletin) -> datetime | None:
    """Return when a bulletin that is announced again now is next due, or None for never.

    It stays in its schedule, on a later day than today, however many repetitions were missed.
    """
    if not (bulletin.repeat_days and bulletin.next_repeat_at):
        return None
    due = get_office_day(bulletin.next_repeat_at)
    missed = (get_office_day(timezone.now()) - due).days // bulletin.repeat_days
    return _get_morning(due + timedelta(days=(missed + 1) * bulletin.repeat_days))


def find_next_repetition(bulletin: Bulletin) -> datetime | None:
    """Return when a bulletin on air is next announced again; None if not before it ends."""
    due, end = bulletin.next_repeat_at, bulletin.in_force_until
    return due if due and (end is None or due < end) else None


def is_office_time(moment: datetime) -> bool:
    """Return whether it is between 8:00 and 19:00, when minor notifications may go out."""
    return MORNING <= moment.astimezone(timezone.get_default_timezone()).time() < EVENING


def get_office_day(moment: datetime) -> date:
    """Return the date in the office's time zone, which may not be the signed-in user's."""
    return timezone.localdate(moment, timezone.get_default_timezone())


def _get_morning(day: date) -> datetime:
    return datetime.combine(day, MORNING, tzinfo=timezone.get_default_timezone())


@transaction.atomic
def repeat_bulletin(*, bulletin: Bulletin, by: User | None) -> None:
    """Announce a bulletin again: first in lists and feeds, and its agencies are notified.

    `by`: None if the periodic task does it. Locks the bulletin, counts the repetition, sets the
    next one, invalidates the websites and writes a log entry. Raises ValidationError if the
    bulletin is not in force, is an emergency, or has been announced again today.
    """
    bulletin = lock_bulletin(bulletin)
    _check(bulletin)
    now = timezone.now()
    bulletin.repeat_count += 1
    bulletin.repeated_at, bulletin.repeated_on = now, get_office_day(now)
    bulletin.next_repeat_at = find_following_repetition(bulletin)
    bulletin.save(update_fields=REPETITION)
    bump_websites(bulletin)
    log(bulletin, REPEATED, user=by, data={"number": bulletin.repeat_count})
    _notify_agencies(bulletin)


def _check(bulletin: Bulletin) -> None:
    if not Bulletin.objects.on_air().filter(pk=bulletin.pk).exists():
        raise ValidationError(_("This bulletin is not in force."))
    if bulletin.urgency == Urgency.EMERGENCY:
        raise ValidationError(_("An emergency is not repeated: update it."))
    if bulletin.repeated_on == get_office_day(timezone.now()):
        raise ValidationError(_("It has been announced again today. Once a day is enough."))


def _notify_agencies(bulletin: Bulletin) -> None:
    """Notify members of the agencies that show it; the link opens their own agency's channels."""
    url = settings.WAGTAILADMIN_BASE_URL + reverse("channels", args=[bulletin.pk])

    def build(row: Bulletin) -> Wording:
        title = _("Announced again: {title}").format(title=row.title)
        return Wording(title, url, _("Please tell it again: by loudspeaker, SMS and Zalo."))

    notify_of_bulletin(
        list_active_members(list_showing_agencies(bulletin)),
        list_current_texts(bulletin),
        build,
        kind=NotificationKind.BULLETIN,
        event=f"bulletin:{bulletin.pk}:repeat:{bulletin.repeat_count}",
    )
