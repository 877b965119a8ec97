"""Taking a message in: its number, whom it is told."""

import secrets

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from home.feedback.stamps import LONGEST
from home.models.feedback import Doubt, FeedbackMessage, FeedbackState
from sites.models import Agency, NotificationKind
from sites.notifications.recipients import members_of
from sites.notifications.telling import tell
from sites.slugs import vietnamese_slug

# What a citizen writes into the form.
WRITTEN = ("subject", "message", "name", "telephone", "email")
# No form that was opened once can be sent again after this.
SAME = 2 * LONGEST


@transaction.atomic
def receive(message: FeedbackMessage, *, agency: Agency, doubt: Doubt) -> FeedbackMessage:
    """Keep what a citizen wrote, with a number of its own, and tell the unit's people of it.

    What is doubtful is put aside and nobody is told; it can still be read. What is the same word
    for word as a message that the unit got within ``SAME``, and as doubtful, counts once: the
    message that is there already comes back.
    """
    # One after the other, so that the same message sent twice at once is not kept twice.
    Agency.objects.select_for_update(no_key=True).get(pk=agency.pk)
    written = {name: getattr(message, name) for name in WRITTEN}
    since = timezone.now() - SAME
    same = agency.feedback.filter(received_at__gt=since, doubt=doubt, **written).first()
    if same:
        return same
    message.agency = agency
    message.doubt = doubt
    message.state = FeedbackState.SPAM if doubt else FeedbackState.NEW
    message.receipt = _free_number(agency)
    message.save()
    if not doubt:
        tell(
            members_of([agency]),
            kind=NotificationKind.FEEDBACK,
            event=f"feedback:{message.pk}",
            title=_("Message %(number)s from a citizen") % {"number": message.receipt},
            url=settings.WAGTAILADMIN_BASE_URL + reverse("feedback:read", args=[message.pk]),
        )
    return message


def _free_number(agency: Agency) -> str:
    """Return a number that can be said on the telephone and does not tell of its neighbours."""
    letters = vietnamese_slug(agency.initials.replace(" ", "")).upper() or "DV"
    while True:
        digits = f"{secrets.randbelow(10**8):08}"
        number = f"{letters}-{timezone.localdate().year}-{digits[:4]}-{digits[4:]}"
        if not FeedbackMessage.objects.filter(receipt=number).exists():
            return number
