"""Service that announces a bulletin again, when it is due or at a user's request."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log

from accounts.models import User
from bulletins.channels.access import channels_url
from bulletins.lifecycle import locked
from bulletins.models import Bulletin, Urgency
from bulletins.models.repetition import REPETITION
from bulletins.reach import renew_websites, showing
from bulletins.repeats.rhythm import following_repetition, office_day
from sites.models import NotificationKind
from sites.notifications.recipients import members_of
from sites.notifications.telling import tell

REPEATED = "bulletins.repeat"


@transaction.atomic
def repeat(*, bulletin: Bulletin, by: User | None) -> None:
    """Announce a bulletin again: first in lists and feeds, and its agencies are notified.

    `by`: None if the periodic task does it. Locks the bulletin, counts the repetition, sets the
    next one, invalidates the websites and writes a log entry. Raises ValidationError if the
    bulletin is not in force, is an emergency, or has been announced again today.
    """
    bulletin = locked(bulletin)
    _check(bulletin)
    now = timezone.now()
    bulletin.repeat_count += 1
    bulletin.repeated_at, bulletin.repeated_on = now, office_day(now)
    bulletin.next_repeat_at = following_repetition(bulletin)
    bulletin.save(update_fields=REPETITION)
    renew_websites(bulletin)
    log(bulletin, REPEATED, user=by, data={"number": bulletin.repeat_count})
    _tell_units(bulletin)


def _check(bulletin: Bulletin) -> None:
    if not Bulletin.objects.on_air().filter(pk=bulletin.pk).exists():
        raise ValidationError(_("This bulletin is not in force."))
    if bulletin.urgency == Urgency.EMERGENCY:
        raise ValidationError(_("An emergency is not repeated: update it."))
    if bulletin.repeated_on == office_day(timezone.now()):
        raise ValidationError(_("It has been announced again today. Once a day is enough."))


def _tell_units(bulletin: Bulletin) -> None:
    """Notify members of the agencies that show it; the link opens their own agency's channels."""
    tell(
        members_of(showing(bulletin)),
        kind=NotificationKind.BULLETIN,
        event=f"bulletin:{bulletin.pk}:repeat:{bulletin.repeat_count}",
        title=format_lazy(gettext_lazy("Announced again: {title}"), title=bulletin.title),
        text=gettext_lazy("Please tell it again: by loudspeaker, SMS and Zalo."),
        url=settings.WAGTAILADMIN_BASE_URL + channels_url(bulletin),
    )
