"""Names of letters that say whom they were for, so that only a letter of ours comes back."""

from email.utils import parseaddr

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.utils.crypto import get_random_string

# An address has up to 254 characters (RFC 5321, 4.5.3.1); the rest is for a name. Python's parser
# fails at comments within comments.
MAX_ADDRESS_LENGTH = 500


def message_id(recipient: str) -> str:
    """Return a Message-ID (RFC 5322, 3.6.4) for a letter to ``recipient``."""
    name = _signer(recipient).sign(get_random_string(20))
    return f"<{name}@{settings.BASE_DOMAIN}>"


def is_of_letter_to(recipient: str, value: str) -> bool:
    """Whether ``value`` is the Message-ID of a letter that was sent to ``recipient`` from here."""
    name = value.strip().strip("<>").removesuffix(f"@{settings.BASE_DOMAIN}")
    try:
        _signer(recipient).unsign(name)
    except BadSignature:
        return False
    return True


def bare_address(recipient: str) -> str:
    """Return the address in ``Name <address>``, in lower case; empty where there is none."""
    if len(recipient) > MAX_ADDRESS_LENGTH:
        return ""
    return parseaddr(recipient)[1].lower()


def _signer(recipient: str) -> Signer:
    return Signer(salt=f"ops.mail:{bare_address(recipient)}", sep=".")
