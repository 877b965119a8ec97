"""Task that sends a queued e-mail to the mail server."""

from smtplib import SMTPException

from django.conf import settings
from django.core.mail import get_connection
from django_tasks import task

from accounts.bounces import is_bounced, mark_bounced
from ops.mail.letters import unseal
from ops.mail.message_ids import bare_address
from ops.mail.refusals import refusal_of, refused_for_good


@task(queue_name="default", backend="queue")
def deliver(recipient: str, sealed: str) -> None:
    """Send a queued e-mail, unless the address is marked as bounced.

    ``recipient``: as in ``EmailMessage.recipients()``. ``sealed``: from ``letters.seal``.

    Marks the address as bounced if it is refused permanently. Raises all other errors, so that the
    task is retried: the server is down, the mailbox is full.
    """
    email = bare_address(recipient)
    if is_bounced(email):
        return
    try:
        get_connection(settings.MAIL_BACKEND).send_messages([unseal(sealed, recipient)])
    except SMTPException as error:
        code, words = refusal_of(error)
        if not refused_for_good(code, words):
            raise
        mark_bounced(email=email, reason=f"{code} {words}")
