"""Signed Message-IDs, which prove that a bounced e-mail was sent from here to that address."""

from email.utils import parseaddr

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.utils.crypto import get_random_string

# An address has up to 254 characters (RFC 5321, 4.5.3.1); the rest is for a name. The limit also
# bounds nested comments, at which Python's parser fails.
MAX_ADDRESS_LENGTH = 500


def message_id(recipient: str) -> str:
    """Return a new Message-ID (RFC 5322, 3.6.4) for an e-mail to ``recipient``."""
    name = _signer(recipient).sign(get_random_string(20))
    return f"<{name}@{settings.BASE_DOMAIN}>"


def is_of_letter_to(recipient: str, value: str) -> bool:
    """Return whether ``value`` is the Message-ID of an e-mail sent from here to ``recipient``."""
    name = value.strip().strip("<>").removesuffix(f"@{settings.BASE_DOMAIN}")
    try:
        _signer(recipient).unsign(name)
    except BadSignature:
        return False
    return True


def bare_address(recipient: str) -> str:
    """Return the address in ``Name <address>``, in lower case; "" if there is none."""
    if len(recipient) > MAX_ADDRESS_LENGTH:
        return ""
    return parseaddr(recipient)[1].lower()


def _signer(recipient: str) -> Signer:
    return Signer(salt=f"ops.mail:{bare_address(recipient)}", sep=".")
