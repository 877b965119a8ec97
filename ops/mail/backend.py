"""E-mail backend that queues e-mails, and the task that sends one to the mail server.

A mail server's refusal is interpreted here: whether it is permanent and due to the address.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.translation import gettext_lazy as _
from django_tasks import task

from accounts.selectors import is_bounced
from accounts.services.bounced_addresses import mark_bounced
from ops.mail.messages import deserialize_email, get_bare_address, is_bulk, serialize_email

# Enhanced status code (RFC 3463): class, subject, detail. "x.0.0" says nothing.
_STATUS = re.compile(r"\b([245])\.(?!0\.0\b)(\d{1,3})\.(\d{1,3})\b")
# Details about the sender's address (RFC 3463, 3.2).
_OF_SENDER = {"7", "8"}
# The mailbox does not exist, is not local, or its name is not allowed (RFC 5321, 4.2.2).
_NO_SUCH_ADDRESS = {550, 551, 553}


def is_permanent_refusal(code: int, text: str) -> bool:
    """Return whether a refusal is permanent and due to the recipient's address.

    ``code``: SMTP reply code. ``text``: the server's message, which may have an enhanced code.

    A full mailbox may be emptied. A refusal of our server or our content (5.7.1) has nothing to do
    with the address, and would in the end mark everybody's.
    """
    found = _STATUS.search(text)
    if found is None:
        return code in _NO_SUCH_ADDRESS
    kind, subject, detail = found.groups()
    if kind != "5":
        return False
    return (subject == "1" and detail not in _OF_SENDER) or (subject, detail) == ("2", "1")


def get_refusal(error: SMTPException) -> tuple[int, str]:
    """Return code and message of a refusal; (0, "") for an error that is none."""
    if isinstance(error, SMTPRecipientsRefused):
        [(code, reply)] = error.recipients.values()
        return code, _decode_reply(reply)
    if isinstance(error, SMTPResponseException):
        return error.smtp_code, _decode_reply(error.smtp_error)
    return 0, ""


def _decode_reply(reply: bytes | str) -> str:
    return reply.decode(errors="replace") if isinstance(reply, bytes) else reply


def _get_recipient(recipient: str, sealed: str) -> str:
    return get_bare_address(recipient)


@task(backend="queue", lane="urgent", label=_("Send a mail"), about=_get_recipient)
def send_queued_email(recipient: str, sealed: str) -> None:
    """Send a queued e-mail, unless the address is marked as bounced.

    ``recipient``: as in ``EmailMessage.recipients()``. ``sealed``: from
    ``ops.mail.messages.serialize_email``.

    Marks the address as bounced if it is refused permanently. Raises all other errors, so that the
    task is retried: the server is down, the mailbox is full.
    """
    email = get_bare_address(recipient)
    if is_bounced(email):
        return
    try:
        get_connection(settings.MAIL_BACKEND).send_messages([deserialize_email(sealed, recipient)])
    except SMTPException as error:
        code, reply = get_refusal(error)
        if not is_permanent_refusal(code, reply):
            raise
        mark_bounced(email=email, reason=f"{code} {reply}")


class QueueBackend(BaseEmailBackend):
    """E-mail backend that enqueues one task per recipient, in the caller's transaction.

    A recipient who is refused neither keeps the e-mail from the others nor makes them get it twice.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            task: Any = send_queued_email
            if is_bulk(message):
                # A password reset does not wait for everybody's digest.
                task = replace(task, lane="normal")
            for recipient in message.recipients():
                task.enqueue(recipient, serialize_email(message, recipient))
        return len(email_messages)
