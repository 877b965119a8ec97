"""Services that receive a citizen's message and change its state, and the form's stamp.

The stamp is the signed day in the feedback form, which proves that the sender has opened the form.
It holds the day and nothing finer, so that a page is the same for everybody for a whole day; the
page cache rebuilds it at midnight. A form with an older stamp, or with one of another agency's
website, is shown again with all its input.
"""

import secrets
from datetime import date, timedelta

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from content.text.slugs import make_slug
from home.emails import send_answer, send_receipt
from home.feedback_proof import hash_secret, make_secret
from home.models import SETTLED, FeedbackMessage, FeedbackState, SpamReason
from members.models import NotificationKind
from members.selectors.recipients import list_answering_members
from members.services.notifications import notify
from sites.models import Agency

STARTED, ANSWERED, CLOSED, ASIDE, REOPENED, EXPORTED = (
    f"home.feedback_{act}" for act in ("start", "answer", "close", "spam", "reopen", "export")
)
ACTIONS = {
    STARTED: gettext_lazy("began to handle a message from a citizen"),
    ANSWERED: gettext_lazy("answered a message from a citizen"),
    CLOSED: gettext_lazy("closed a message from a citizen without an answer"),
    ASIDE: gettext_lazy("put a message aside as spam"),
    REOPENED: gettext_lazy("opened a message from a citizen again"),
    EXPORTED: gettext_lazy("downloaded the messages from citizens"),
}
_ACTS = {
    FeedbackState.IN_WORK: STARTED,
    FeedbackState.CLOSED: CLOSED,
    FeedbackState.ANSWERED: ANSWERED,
    FeedbackState.SPAM: ASIDE,
    FeedbackState.NEW: REOPENED,
}

# Salt of the form's stamp.
SALT = "home.feedback"
# A form opened before midnight can be sent after it, also after a night.
MAX_TOKEN_AGE = timedelta(days=1)

# Form fields that a citizen fills in.
WRITTEN = ("subject", "message", "name", "telephone", "email")
# Period in which duplicates are recognised: as long as a form can be sent after it was opened.
DUPLICATE_PERIOD = 2 * MAX_TOKEN_AGE


@transaction.atomic
def answer_feedback(
    *, message: FeedbackMessage, state: FeedbackState, note: str, by: User, answer: str = ""
) -> bool:
    """Set state, note and answer of a message, log it, and e-mail the answer to the sender.

    ``note`` is for colleagues. ``answer`` is what the sender reads; "" if the unit has answered by
    other means. Time and user of the answer are set if ``state`` is answered or closed, else
    cleared. The e-mail goes out once for each answer, to those who left an address; returns whether
    it does now. The caller checks the permission. Raises ValidationError for a text that is too
    long, and for a message closed without a reason (keyed ``note``, ``answer``).
    """
    before = FeedbackMessage.objects.select_for_update(no_key=True, of=("self",)).get(pk=message.pk)
    now, is_settled, answer = timezone.now(), state in SETTLED, answer.strip()
    if state == FeedbackState.CLOSED and not answer:
        raise ValidationError({"answer": _("Write why it is closed without an answer.")})
    is_news = (before.state, before.answer) != (state, answer)
    message.state, message.note, message.answer = state, note, answer
    message.started_at = before.started_at if is_settled else None
    if state == FeedbackState.IN_WORK:
        message.started_at = before.started_at or now
    if not is_settled:
        message.answered_at = message.answered_by = None
    elif is_news or before.answered_at is None:
        message.answered_at, message.answered_by = now, by
    written = {"note", "answer"}
    message.clean_fields(exclude={field.name for field in message._meta.fields} - written)
    message.save(
        update_fields=[*written, "state", "started_at", "answered_at", "answered_by"],
    )
    log(message, _ACTS[state], user=by)
    is_sent = bool(is_settled and is_news and answer and message.email)
    if is_sent:
        send_answer(message)
    return is_sent


def sign_form_token(agency: Agency) -> str:
    """Return today's date (ISO format, local time) signed for the form of ``agency``."""
    return _make_signer(agency).sign(timezone.localdate().isoformat())


def check_form_token(text: str, agency: Agency) -> str:
    """Return an error message if ``text`` is no valid stamp for ``agency``; empty if it is.

    A stamp is valid on its own day and on the next one.
    """
    try:
        day = date.fromisoformat(_make_signer(agency).unsign(text))
    except (signing.BadSignature, ValueError):
        day = date.min
    if not timedelta() <= timezone.localdate() - day <= MAX_TOKEN_AGE:
        return _("This page was open for a long time. Please press “Send” once more.")
    return ""


def _make_signer(agency: Agency) -> signing.Signer:
    return signing.Signer(salt=f"{SALT}.{agency.pk}")


@transaction.atomic
def create_feedback(
    message: FeedbackMessage, *, agency: Agency, doubt: SpamReason
) -> FeedbackMessage:
    """Store a message with a receipt number, notify the agency's members, and return it.

    Senders who left an e-mail address get a receipt there; those who left neither address nor
    telephone get a secret, which the caller can show (``get_secret``). ``message``: unsaved, with
    what the citizen wrote. ``doubt``: with a reason, the message is stored as spam and nobody is
    notified. If the agency got a message with identical text and contact data and the same
    ``doubt`` within ``DUPLICATE_PERIOD``, that one is returned and nothing stored; without contact
    data nobody can tell two senders apart, and each is stored. Raises ValidationError, keyed by
    field, for a message without text, or a field that is too long or not well formed.
    """
    if not message.message.strip():
        raise ValidationError({"message": _("Write your message.")})
    message.clean_fields(exclude={field.name for field in message._meta.fields} - {*WRITTEN})
    # Lock the agency, so that a message sent twice at once is stored only once.
    Agency.objects.select_for_update(no_key=True).get(pk=agency.pk)
    written = {name: getattr(message, name) for name in WRITTEN}
    since = timezone.now() - DUPLICATE_PERIOD
    # The number of a message without contact data opens the answer: each sender has their own.
    if message.can_be_answered:
        same = agency.feedback.filter(received_at__gt=since, doubt=doubt, **written).first()
        if same:
            return same
    message.agency = agency
    message.doubt = doubt
    message.state = FeedbackState.SPAM if doubt else FeedbackState.NEW
    message.receipt = _make_receipt_number(agency)
    message.language = get_language() or settings.LANGUAGE_CODE
    if not message.can_be_answered:
        message.secret_hash = hash_secret(message.receipt, make_secret(message.receipt))
    message.save()
    if not doubt:
        send_receipt(message)
        notify(
            list_answering_members(agency),
            kind=NotificationKind.FEEDBACK,
            agency=agency,
            event=f"feedback:{message.pk}",
            title=gettext_lazy("Message %(number)s from a citizen") % {"number": message.receipt},
            url=settings.WAGTAILADMIN_BASE_URL + reverse("feedback:read", args=[message.pk]),
        )
    return message


def get_secret(message: FeedbackMessage) -> str:
    """Return the secret to show to the sender just after sending; "" if contact data do instead."""
    secret = make_secret(message.receipt)
    return secret if hash_secret(message.receipt, secret) == message.secret_hash else ""


def _make_receipt_number(agency: Agency) -> str:
    """Return an unused receipt number, such as ``SYT-2026-4827-1936``.

    It is easy to say on the telephone, and random: others cannot be guessed from it.
    """
    letters = make_slug(agency.initials.replace(" ", "")).upper() or "DV"
    while True:
        digits = f"{secrets.randbelow(10**8):08}"
        number = f"{letters}-{timezone.localdate().year}-{digits[:4]}-{digits[4:]}"
        if not FeedbackMessage.objects.filter(receipt=number).exists():
            return number
