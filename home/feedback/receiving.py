"""Service that stores a citizen's message and notifies the agency's members."""

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

# Form fields that a citizen fills in.
WRITTEN = ("subject", "message", "name", "telephone", "email")
# Period in which duplicates are recognised: as long as a form can be sent after it was opened.
SAME = 2 * LONGEST


@transaction.atomic
def receive(message: FeedbackMessage, *, agency: Agency, doubt: Doubt) -> FeedbackMessage:
    """Store a message with a receipt number, notify the agency's members, and return it.

    ``message``: unsaved, with what the citizen wrote. ``doubt``: with a reason, the message is
    stored as spam and nobody is notified. If the agency got a message with identical text and
    contact data and the same ``doubt`` within ``SAME``, that one is returned and nothing stored.
    """
    # Lock the agency, so that a message sent twice at once is stored only once.
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
    """Return an unused receipt number, such as ``SYT-2026-4827-1936``.

    It is easy to say on the telephone, and random: others cannot be guessed from it.
    """
    letters = vietnamese_slug(agency.initials.replace(" ", "")).upper() or "DV"
    while True:
        digits = f"{secrets.randbelow(10**8):08}"
        number = f"{letters}-{timezone.localdate().year}-{digits[:4]}-{digits[4:]}"
        if not FeedbackMessage.objects.filter(receipt=number).exists():
            return number
