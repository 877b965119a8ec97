"""Service that changes the state of a citizen's message, and its log actions."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from accounts.models import User
from home.models.feedback import FeedbackMessage, FeedbackState

ANSWERED, ASIDE, REOPENED, EXPORTED = (
    f"home.feedback_{act}" for act in ("answer", "spam", "reopen", "export")
)
ACTIONS = {
    ANSWERED: _("answered a message from a citizen"),
    ASIDE: _("put a message aside as spam"),
    REOPENED: _("opened a message from a citizen again"),
    EXPORTED: _("downloaded the messages from citizens"),
}
_ACTS = {
    FeedbackState.ANSWERED: ANSWERED,
    FeedbackState.SPAM: ASIDE,
    FeedbackState.NEW: REOPENED,
}


@transaction.atomic
def decide(*, message: FeedbackMessage, state: FeedbackState, note: str, by: User) -> None:
    """Set state and note of a message, and log it.

    ``note`` is for colleagues. Time and user of the answer are set if ``state`` is answered,
    else cleared. The caller checks the permission.
    """
    message.state = state
    message.note = note
    answered = state == FeedbackState.ANSWERED
    message.answered_at = timezone.now() if answered else None
    message.answered_by = by if answered else None
    message.save(update_fields=["state", "note", "answered_at", "answered_by"])
    log(message, _ACTS[state], user=by)
