"""Bounced e-mail addresses, to which nothing more is sent.

The address is marked, not the user: with another address the user gets mail again.
"""

from accounts.models import BouncedAddress

# Characters of a mail server's message that are stored.
MAX_REASON_LENGTH = BouncedAddress._meta.get_field("reason").max_length


def mark_bounced(*, email: str, reason: str) -> None:
    """Mark an e-mail address as bounced; an earlier mark stays as it is.

    ``reason``: the mail server's message; cut at ``MAX_REASON_LENGTH``.
    """
    defaults = {"reason": " ".join(reason.split())[:MAX_REASON_LENGTH]}
    BouncedAddress.objects.get_or_create(email=email.lower(), defaults=defaults)


def clear_bounce(*, email: str) -> None:
    """Remove the mark of an e-mail address, so that mail is sent to it again."""
    BouncedAddress.objects.filter(email=email.lower()).delete()
