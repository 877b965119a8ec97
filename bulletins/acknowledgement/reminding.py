"""Units that have not confirmed are reminded: by the job loop around the deadline, or by a person.

Whoever was reminded since a day came is not reminded of that day again, so a loop that was down
for a week makes up for it with one reminder, and one that runs twice with none.
"""

from collections.abc import Iterable
from datetime import date, time, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.log_actions import log

from accounts.models import User
from bulletins.acknowledgement.acknowledging import REMINDED
from bulletins.acknowledgement.asking import asks, unconfirmed, with_last_reminder
from bulletins.acknowledgement.needs import confirm_url
from bulletins.acknowledgement.unit_mail import write_to_unit
from bulletins.acknowledgement.words import is_overdue, time_of
from bulletins.models import Bulletin, ConfirmationReminder
from bulletins.roles import publishers
from sites.models import Agency, NotificationKind
from sites.models.agency import AgencyQuerySet
from sites.notifications.recipients import members_of, moderators_of
from sites.notifications.sending import send_digests
from sites.notifications.telling import tell
from sites.schedule import daily

# Days after the deadline, or before it, on which units are reminded.
DAYS = (-2, 0, 2, 4, 6)
# From this day on it is a matter for those who answer for the unit, and for the ICT department.
ESCALATION = 2
# Days after the last of them on which a loop that was down still makes up for it.
LATE = 7
# Between two reminders of the same unit, whoever pressed the button.
APART = timedelta(hours=1)
MOST_NAMED = 20


@transaction.atomic
def remind(*, bulletin: Bulletin, agencies: AgencyQuerySet, by: User) -> list[Agency]:
    """Remind those of ``agencies`` that have not confirmed, now; return them.

    Left out are units that were reminded within the last hour and those where nobody could be
    told. Nobody is reminded of what does not ask any more.
    """
    bulletin = _locked(bulletin.pk)
    if not asks(bulletin):
        return []
    now = timezone.now()
    missing = with_last_reminder(unconfirmed(bulletin), bulletin)
    units = [
        unit
        for unit in missing.filter(pk__in=agencies.values("pk"))
        if unit.reminded_at is None or unit.reminded_at <= now - APART
    ]
    reminded = [unit for unit in units if _tell_members(bulletin, unit, f"{now:%Y%m%dT%H%M%S}")]
    _enter(bulletin, reminded, f"{now:%Y%m%dT%H%M%S}", by)
    if reminded:
        log(bulletin, REMINDED, user=by, data={"units": [unit.code for unit in reminded]})
    return reminded


# Whom it tells not to hurry finds it in the day's mail, which must not leave first.
@daily(time(7, 0), before=send_digests)
def remind_of_confirmations() -> None:
    """Remind all units whose day it is; safe to run again."""
    today = timezone.localdate()
    now = timezone.now()
    around = (now - timedelta(days=DAYS[-1] + LATE), now + timedelta(days=1 - DAYS[0]))
    for bulletin in Bulletin.objects.asking().filter(confirm_by__range=around):
        _remind_by_calendar(bulletin.pk, today)


@transaction.atomic
def _remind_by_calendar(key: int, today: date) -> None:
    bulletin = _locked(key)
    after = _day_that_has_come(bulletin, today) if asks(bulletin) else None
    if after is None:
        return
    deadline = timezone.localdate(bulletin.confirm_by)
    day, escalation = (deadline + timedelta(days=number) for number in (after, ESCALATION))
    missing = list(with_last_reminder(unconfirmed(bulletin).with_site(), bulletin))
    units = [unit for unit in missing if _not_since(unit, day)]
    if after >= ESCALATION:
        _escalate(bulletin, [unit for unit in units if _not_since(unit, escalation)], day)
        _tell_publishers(bulletin, missing)
    for unit in units:
        _tell_members(bulletin, unit, str(day), at_once=False)
    _enter(bulletin, units, str(day), None)


def _day_that_has_come(bulletin: Bulletin, today: date) -> int | None:
    """The last of ``DAYS`` up to today; none that was over when the bulletin was published."""
    deadline = timezone.localdate(bulletin.confirm_by)
    begun = timezone.localdate(bulletin.first_published_at)
    come = [days for days in DAYS if begun < deadline + timedelta(days=days) <= today]
    return come[-1] if come else None


def _not_since(unit: Any, day: date) -> bool:
    return unit.reminded_at is None or timezone.localdate(unit.reminded_at) < day


def _tell_members(bulletin: Bulletin, unit: Agency, when: str, at_once: bool = True) -> bool:
    """Tell everybody of a unit; return whether there is anybody."""
    people = list(members_of([unit]))
    _tell(people, bulletin, unit, when, at_once)
    return bool(people)


def _escalate(bulletin: Bulletin, units: Iterable[Agency], day: date) -> None:
    """Those who answer for the unit are told at once, and the unit itself, if it has an address.

    They are told under the event of the day's reminder, so that they do not get that as well.
    """
    for unit in units:
        _tell(moderators_of([unit]), bulletin, unit, str(day), at_once=True)
        write_to_unit.enqueue(bulletin.pk, unit.pk)


def _tell(
    people: Iterable[User], bulletin: Bulletin, unit: Agency, when: str, at_once: bool
) -> None:
    with translation.override(settings.LANGUAGE_CODE):
        late = is_overdue(bulletin)
        title = _("Overdue: %(title)s") if late else _("Please confirm: %(title)s")
        text = _("%(unit)s has not confirmed this bulletin. It was to do so by %(time)s.")
        if not late:
            text = _("%(unit)s has not confirmed this bulletin yet. Please do so by %(time)s.")
        words = {"unit": unit.name, "time": time_of(bulletin.confirm_by)}
        tell(
            people,
            kind=NotificationKind.CONFIRMATION,
            event=_event(bulletin, unit, when),
            title=title % {"title": bulletin.title},
            text=text % words,
            url=confirm_url(unit, bulletin),
            at_once=at_once,
        )


def _tell_publishers(bulletin: Bulletin, units: list[Agency]) -> None:
    """One summary to the ICT department for each deadline."""
    if not units:
        return
    number, names = len(units), ", ".join(unit.heading for unit in units[:MOST_NAMED])
    with translation.override(settings.LANGUAGE_CODE):
        title = ngettext(
            "%(number)s unit has not confirmed: %(title)s",
            "%(number)s units have not confirmed: %(title)s",
            number,
        )
        tell(
            publishers(),
            kind=NotificationKind.CONFIRMATION,
            event=f"confirm:{bulletin.pk}:overdue:{timezone.localdate(bulletin.confirm_by)}",
            title=title % {"number": number, "title": bulletin.title},
            text=names if number <= MOST_NAMED else f"{names}, …",
            url=settings.WAGTAILADMIN_BASE_URL + reverse("bulletin_units", args=[bulletin.pk]),
        )


def _enter(bulletin: Bulletin, units: Iterable[Agency], when: str, by: User | None) -> None:
    facts = {"bulletin": bulletin, "at": timezone.now(), "by": by}
    rows = [
        ConfirmationReminder(agency=unit, event=_event(bulletin, unit, when), **facts)
        for unit in units
    ]
    ConfirmationReminder.objects.bulk_create(rows, ignore_conflicts=True)


def _event(bulletin: Bulletin, unit: Agency, when: str) -> str:
    return f"confirm:{bulletin.pk}:{unit.pk}:{when}"


def _locked(key: int) -> Bulletin:
    """The row as it stands now; nobody else reminds of it until the transaction ends."""
    return Bulletin.objects.select_for_update(of=("self",)).get(pk=key)
