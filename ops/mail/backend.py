"""Where Django's mail goes to: the queue."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from ops.mail.delivering import deliver
from ops.mail.letters import is_bulk, seal

# Whoever waits for a new password does not wait for everybody's digest.
BEHIND_ALL_OTHERS = -10


class QueueBackend(BaseEmailBackend):
    """Puts mail on the queue, within the caller's transaction.

    Each recipient gets a letter of their own: one who is refused keeps nothing from the others,
    and nobody gets anything twice because of them.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            task = deliver.using(priority=BEHIND_ALL_OTHERS) if is_bulk(message) else deliver
            for recipient in message.recipients():
                task.enqueue(recipient, seal(message, recipient))
        return len(email_messages)
