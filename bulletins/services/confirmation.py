"""Confirmation that the text of a bulletin still holds, and requests for it.

A confirmation is no publication: no revision, no notification of units, no message of a feed or
warning. Only what websites say of its age changes, in the transaction of the confirmation.
"""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log

from accounts.models import User
from bulletins.models import CONFIRMATION, Bulletin, ConfirmationPeriods, Urgency
from bulletins.roles import can_publish, can_write_bulletins, list_publishers
from bulletins.services.lifecycle import lock_bulletin
from bulletins.services.localized_notifications import list_current_texts, notify_of_bulletin
from bulletins.services.site_cache import bump_codes, bump_websites
from members.models import NotificationKind
from members.selectors.recipients import list_active_moderators
from members.services.notifications import LazyText, Wording
from sites.models import EVERYONE, Agency

CONFIRMED = "bulletins.confirm"


@transaction.atomic
def confirm_bulletin(*, bulletin: Bulletin, by: User | None) -> None:
    """Record that the text of a bulletin in force still holds; its period begins anew.

    Locks the bulletin, invalidates its websites and writes a log entry. Nobody is notified.
    Raises ValidationError if the bulletin is not in force.
    """
    bulletin = lock_bulletin(bulletin)
    if not Bulletin.objects.on_air().filter(pk=bulletin.pk).exists():
        raise ValidationError(_("This bulletin is not in force."))
    start_confirmation_period(bulletin, timezone.now())
    bulletin.save(update_fields=CONFIRMATION)
    bump_websites(bulletin)
    log(bulletin, CONFIRMED, user=by)


@transaction.atomic
def set_last_confirmed(*, bulletin: Bulletin, at: datetime) -> None:
    """Record that nobody has looked at the text of an imported bulletin since ``at``.

    For old texts that a program has published. Invalidates the websites of the bulletin.
    """
    start_confirmation_period(bulletin, at)
    columns = {name: getattr(bulletin, name) for name in CONFIRMATION}
    Bulletin.objects.filter(pk=bulletin.pk).update(**columns)
    bump_websites(bulletin)


def start_confirmation_period(bulletin: Bulletin, at: datetime | None) -> None:
    """Let the period of a bulletin begin at ``at``, without saving; None: it has no period."""
    bulletin.last_confirmed_at, bulletin.confirmation_asked_at = at, None
    periods = ConfirmationPeriods.get_current().by_urgency
    bulletin.confirmation_due_at = at and at + periods[bulletin.urgency]


def apply_periods(periods: ConfirmationPeriods) -> None:
    """Set the end of the period of every bulletin, and invalidate all websites."""
    for urgency, period in periods.by_urgency.items():
        rows = Bulletin.objects.filter(urgency=urgency, last_confirmed_at__isnull=False)
        rows.update(confirmation_due_at=F("last_confirmed_at") + period)
    bump_codes([EVERYONE])


def ask_to_confirm(bulletin: Bulletin, now: datetime) -> None:
    """Ask once in each period to confirm or end a bulletin; nothing if it was asked already.

    The writer of the published version is asked, and all publishers if the writer is unknown or may
    not confirm it. The moderators of the issuing unit are asked to tell the ICT department.
    """
    period = ConfirmationPeriods.get_current().by_urgency[bulletin.urgency]
    asked = bulletin.confirmation_asked_at
    if asked and asked + period > now:
        return
    bulletin.confirmation_asked_at = now
    bulletin.save(update_fields=["confirmation_asked_at"])
    writers = _list_writers(bulletin)
    url = settings.WAGTAILADMIN_BASE_URL + reverse("bulletin_confirm", args=[bulletin.pk])
    _ask(writers, bulletin, gettext_lazy("Confirm that it is still right, or end it."), url, now)
    issuer = bulletin.source
    if issuer and not issuer.is_archived:
        others = list_active_moderators([issuer]).exclude(pk__in=[person.pk for person in writers])
        request = gettext_lazy("Tell the ICT department whether it still holds.")
        _ask(others, bulletin, request, issuer.root_url + bulletin.path, now, agency=issuer)


def _ask(
    people: Iterable[User],
    bulletin: Bulletin,
    request: LazyText,
    url: str,
    now: datetime,
    agency: Agency | None = None,
) -> None:
    def build(row: Bulletin) -> Wording:
        title = _("Does it still hold? {title}").format(title=row.title)
        return Wording(title, url, f"{bulletin.confirmation_label}. {request}")

    notify_of_bulletin(
        people,
        list_current_texts(bulletin),
        build,
        kind=NotificationKind.CONFIRMATION,
        event=f"bulletin:{bulletin.pk}:old:{now.isoformat()}",
        at_once=bulletin.urgency == Urgency.EMERGENCY,
        agency=agency,
    )


def _list_writers(bulletin: Bulletin) -> list[User]:
    revision = bulletin.live_revision
    writer = revision.user if revision else None
    if writer and writer.is_active and can_write_bulletins(writer):
        return [writer] if can_publish(writer) else [writer, *list_publishers()]
    return list(list_publishers())
