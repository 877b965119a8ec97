"""E-mail backend that enqueues messages instead of sending them."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from ops.mail.delivering import deliver
from ops.mail.letters import is_bulk, seal

# Priority of bulk mail, so that a password reset does not wait for everybody's digest.
BEHIND_ALL_OTHERS = -10


class QueueBackend(BaseEmailBackend):
    """E-mail backend that enqueues one task per recipient, in the caller's transaction.

    A recipient who is refused neither keeps the e-mail from the others nor makes them get it twice.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            task = deliver.using(priority=BEHIND_ALL_OTHERS) if is_bulk(message) else deliver
            for recipient in message.recipients():
                task.enqueue(recipient, seal(message, recipient))
        return len(email_messages)
