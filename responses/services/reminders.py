"""Reminders to agencies that have not acknowledged a bulletin.

A daily task sends them on certain days around the deadline, and publishers send them by hand. An
agency that was reminded on such a day or later is not reminded for that day again: a worker that
was down for a week makes up for it with one reminder, and a task that runs twice sends none the
second time.
"""

from collections.abc import Iterable, Iterator
from datetime import date, time, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.log_actions import log

from accounts.models import User
from bulletins.models import Bulletin
from bulletins.roles import list_publishers
from bulletins.services.localized_notifications import list_current_texts, notify_of_bulletin
from members.models import NotificationKind
from members.selectors.recipients import list_active_members, list_active_moderators
from members.services.notifications import Wording
from members.tasks import send_daily_digests
from ops.jobs.schedule import daily
from responses.emails import email_agency
from responses.models import AcknowledgementReminder
from responses.selectors.acknowledgements import (
    format_time,
    get_acknowledge_url,
    is_overdue,
    list_unconfirmed,
    requires_acknowledgement,
    with_last_reminder,
)
from responses.selectors.reach import with_reach
from responses.services.acknowledgements import REMINDED
from sites.models import Agency, AgencyQuerySet

# Days on which agencies are reminded, relative to the deadline.
DAYS = (-2, 0, 2, 4, 6)
# From this day on, the agency's moderators and the ICT department are notified too.
ESCALATION = 2
# Days after the last of `DAYS` on which a missed reminder is still made up for.
LATE = 7
# An agency that was reminded less than this ago is not reminded by hand.
MIN_INTERVAL = timedelta(hours=1)
MAX_NAMED_AGENCIES = 20
# Agencies that are reminded in one transaction.
AGENCIES_AT_A_TIME = 100


@transaction.atomic
def send_reminders(*, bulletin: Bulletin, agencies: AgencyQuerySet, by: User) -> list[Agency]:
    """Remind those of `agencies` that have not acknowledged, now; return the reminded ones.

    Notifies all members of the agencies, saves the reminders and logs them with `by`. Leaves out
    agencies that were reminded within the last hour (`MIN_INTERVAL`) and those that no mail reaches
    (`responses.selectors.reach`). Returns an empty list if the bulletin does not require
    acknowledgement, or not yet: its link would lead nowhere. Locks the bulletin.
    """
    bulletin = _lock_bulletin(bulletin.pk)
    if not requires_acknowledgement(bulletin):
        return []
    now = timezone.now()
    missing = with_reach(with_last_reminder(list_unconfirmed(bulletin), bulletin))
    reminded = [
        agency
        for agency in missing.filter(pk__in=agencies.values("pk"), is_reachable=True)
        if agency.reminded_at is None or agency.reminded_at <= now - MIN_INTERVAL
    ]
    for agency in reminded:
        _notify_members(bulletin, agency, f"{now:%Y%m%dT%H%M%S}")
    _save_reminders(bulletin, reminded, f"{now:%Y%m%dT%H%M%S}", by)
    if reminded:
        log(bulletin, REMINDED, user=by, data={"units": [agency.code for agency in reminded]})
    return reminded


# Most of these notifications go into the daily digest, which must not be sent before.
@daily(
    time(7, 0), before=send_daily_digests, label=gettext_lazy("Remind units to confirm bulletins")
)
def send_due_reminders() -> Iterator[None]:
    """Remind all agencies whose day has come (periodic task, daily at 7:00).

    Safe to run again: those that were reminded are left out.
    """
    today = timezone.localdate()
    now = timezone.now()
    around = (now - timedelta(days=DAYS[-1] + LATE), now + timedelta(days=1 - DAYS[0]))
    for bulletin in Bulletin.objects.requiring_acknowledgement().filter(confirm_by__range=around):
        while _remind_by_calendar(bulletin.pk, today):
            yield
        yield


@transaction.atomic
def _remind_by_calendar(key: int, today: date) -> bool:
    """Remind some agencies of a bulletin; return whether there may be more."""
    bulletin = _lock_bulletin(key)
    after = _find_due_day(bulletin, today) if requires_acknowledgement(bulletin) else None
    if after is None:
        return False
    deadline = timezone.localdate(bulletin.confirm_by)
    day, escalation = (deadline + timedelta(days=number) for number in (after, ESCALATION))
    unconfirmed = with_last_reminder(list_unconfirmed(bulletin).with_site(), bulletin)
    missing = list(with_reach(unconfirmed))
    due = [agency for agency in missing if _is_due_since(agency, day)]

    def is_escalated(agency: Any) -> bool:
        reached = agency.is_reachable or agency.has_address
        return after >= ESCALATION and _is_due_since(agency, escalation) and reached

    reached = [agency for agency in due if agency.is_reachable or is_escalated(agency)]
    reminded = reached[:AGENCIES_AT_A_TIME]
    _escalate(bulletin, filter(is_escalated, reminded), day)
    if after >= ESCALATION:
        _notify_publishers(bulletin, missing)
    for agency in reminded:
        _notify_members(bulletin, agency, str(day), at_once=False)
    _save_reminders(bulletin, reminded, str(day), None)
    return len(reached) > len(reminded)


def _find_due_day(bulletin: Bulletin, today: date) -> int | None:
    """Return the last of `DAYS` that has come by `today`, or None.

    Days that were not later than the day on which the bulletin was first shown do not count.
    """
    deadline = timezone.localdate(bulletin.confirm_by)
    shown = max(filter(None, (bulletin.first_published_at, bulletin.valid_from)))
    begun = timezone.localdate(shown)
    come = [days for days in DAYS if begun < deadline + timedelta(days=days) <= today]
    return come[-1] if come else None


def _is_due_since(agency: Any, day: date) -> bool:
    return agency.reminded_at is None or timezone.localdate(agency.reminded_at) < day


def _notify_members(bulletin: Bulletin, agency: Agency, when: str, at_once: bool = True) -> None:
    _notify(list_active_members([agency]), bulletin, agency, when, at_once)


def _escalate(bulletin: Bulletin, agencies: Iterable[Agency], day: date) -> None:
    """Notify moderators at once, and e-mail the agency itself if it has an address.

    The event is that of the day's reminder, so that moderators do not get that one as well.
    """
    for agency in agencies:
        _notify(list_active_moderators([agency]), bulletin, agency, str(day), at_once=True)
        email_agency.enqueue(bulletin.pk, agency.pk)


def _notify(
    people: Iterable[User], bulletin: Bulletin, agency: Agency, when: str, at_once: bool
) -> None:
    late = is_overdue(bulletin)

    def build(row: Bulletin) -> Wording:
        title = _("Overdue: %(title)s") if late else _("Please confirm: %(title)s")
        text = _("%(unit)s has not confirmed this bulletin. It was to do so by %(time)s.")
        if not late:
            text = _("%(unit)s has not confirmed this bulletin yet. Please do so by %(time)s.")
        params = {"unit": agency.name, "time": format_time(bulletin.confirm_by)}
        url = get_acknowledge_url(agency, bulletin)
        return Wording(title % {"title": row.title}, url, text % params)

    notify_of_bulletin(
        people,
        list_current_texts(bulletin),
        build,
        kind=NotificationKind.CONFIRMATION,
        event=_make_event_name(bulletin, agency, when),
        at_once=at_once,
        agency=agency,
    )


def _notify_publishers(bulletin: Bulletin, agencies: list[Any]) -> None:
    """Notify publishers of the agencies still missing, once for each deadline.

    Those that no reminder reaches are named apart: somebody has to call them.
    """
    if not agencies:
        return
    number, url = len(agencies), reverse("bulletin_units", args=[bulletin.pk])

    def build(row: Bulletin) -> Wording:
        title = ngettext(
            "%(number)s unit has not confirmed: %(title)s",
            "%(number)s units have not confirmed: %(title)s",
            number,
        )
        text = _format_names(agencies)
        unreachable = [agency for agency in agencies if not agency.is_reachable]
        if unreachable:
            message = _("No reminder reaches these, please call: %(units)s.")
            text += "\n\n" + message % {"units": _format_names(unreachable)}
        address = settings.WAGTAILADMIN_BASE_URL + url
        return Wording(title % {"number": number, "title": row.title}, address, text)

    notify_of_bulletin(
        list_publishers(),
        list_current_texts(bulletin),
        build,
        kind=NotificationKind.CONFIRMATION,
        event=f"confirm:{bulletin.pk}:overdue:{timezone.localdate(bulletin.confirm_by)}",
    )


def _format_names(agencies: list[Any]) -> str:
    names = ", ".join(agency.heading for agency in agencies[:MAX_NAMED_AGENCIES])
    return names if len(agencies) <= MAX_NAMED_AGENCIES else f"{names}, …"


def _save_reminders(
    bulletin: Bulletin, agencies: Iterable[Agency], when: str, by: User | None
) -> None:
    facts = {"bulletin": bulletin, "at": timezone.now(), "by": by}
    rows = [
        AcknowledgementReminder(
            agency=agency, event=_make_event_name(bulletin, agency, when), **facts
        )
        for agency in agencies
    ]
    AcknowledgementReminder.objects.bulk_create(rows, ignore_conflicts=True)


def _make_event_name(bulletin: Bulletin, agency: Agency, when: str) -> str:
    return f"confirm:{bulletin.pk}:{agency.pk}:{when}"


def _lock_bulletin(key: int) -> Bulletin:
    """Return the current row, locked so that nobody else reminds of it in the meantime."""
    return Bulletin.objects.select_for_update(of=("self",)).get(pk=key)
