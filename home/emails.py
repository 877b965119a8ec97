"""E-mails to citizens about their messages: the receipt, and the answer."""

from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from home.feedback_proof import sign_link_token
from home.models import FeedbackMessage
from ops.http.rate_limit import is_limit_exceeded
from sites.models import AgencySettings

# Receipts for one address in a day: somebody else may have typed it in.
MAX_RECEIPTS, PERIOD = 5, timedelta(days=1)


def send_receipt(message: FeedbackMessage) -> None:
    """E-mail the receipt number and the link to the state of a message, without its words.

    Nothing is sent without an address, nor after ``MAX_RECEIPTS`` to it within ``PERIOD``.
    """
    address = message.email.lower()
    if not address or is_limit_exceeded(
        address, "feedback-receipt", most=MAX_RECEIPTS, period=PERIOD
    ):
        return
    _send("receipt", message)


def send_answer(message: FeedbackMessage) -> None:
    """E-mail the answer, or why the message was closed without one. Replies go to the unit."""
    _send("answer", message)


def _send(name: str, message: FeedbackMessage) -> None:
    agency = message.agency
    details = AgencySettings.objects.filter(site=agency.site).first()
    with translation.override(message.language or settings.LANGUAGE_CODE):
        context = {
            "message": message,
            "unit": agency.name,
            "telephone": details.telephone if details else "",
            "received": timezone.localtime(message.received_at),
            "link": f"{agency.root_url}{reverse('feedback_follow')}?v={sign_link_token(message)}",
        }
        text = render_to_string(f"home/feedback/mail/{name}.txt", context).strip()
    subject, _line, body = text.partition("\n")
    reply_to = [details.email] if details and details.email else []
    EmailMessage(subject, body.strip() + "\n", None, [message.email], reply_to=reply_to).send()
