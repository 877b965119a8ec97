"""E-mail to one recipient, its encrypted form in the queue, and its signed Message-ID.

The Message-ID proves that a bounced e-mail was sent from here to that address.
"""

import json
from email.utils import formatdate, parseaddr

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.serializers.json import DjangoJSONEncoder
from django.core.signing import BadSignature, Signer
from django.utils.crypto import get_random_string

from accounts.encryption import get_cipher

# An address has up to 254 characters (RFC 5321, 4.5.3.1); the rest is for a name. The limit also
# bounds nested comments, at which Python's parser fails.
MAX_ADDRESS_LENGTH = 500

FIELDS = ("subject", "body", "from_email", "to", "cc", "reply_to", "content_subtype", "encoding")
SECRETS = "ops.mail.messages"


def make_message_id(recipient: str) -> str:
    """Return a new Message-ID (RFC 5322, 3.6.4) for an e-mail to ``recipient``."""
    name = _make_signer(recipient).sign(get_random_string(20))
    return f"<{name}@{settings.BASE_DOMAIN}>"


def matches_recipient(recipient: str, value: str) -> bool:
    """Return whether ``value`` is the Message-ID of an e-mail sent from here to ``recipient``."""
    name = value.strip().strip("<>").removesuffix(f"@{settings.BASE_DOMAIN}")
    try:
        _make_signer(recipient).unsign(name)
    except BadSignature:
        return False
    return True


def get_bare_address(recipient: str) -> str:
    """Return the address in ``Name <address>``, in lower case; "" if there is none."""
    if len(recipient) > MAX_ADDRESS_LENGTH:
        return ""
    return parseaddr(recipient)[1].lower()


def _make_signer(recipient: str) -> Signer:
    return Signer(salt=f"ops.mail:{get_bare_address(recipient)}", sep=".")


class QueuedEmail(EmailMultiAlternatives):
    """E-mail sent to ``recipient`` alone, whatever addresses its headers name."""

    recipient = ""

    def recipients(self) -> list[str]:
        return [self.recipient]


def serialize_email(message: EmailMessage, recipient: str) -> str:
    """Return a message in the form in which it is queued for ``recipient``.

    It is encrypted, because e-mails have links that open an account. Raises ValueError if the
    message has attachments, or cannot be sent as it is.
    """
    if message.attachments:
        raise ValueError("Mail has no files here; it links to them.")
    # The same at every attempt, so that mail programs recognise a duplicate.
    own = {"Message-ID": make_message_id(recipient), "Date": formatdate()}
    fields = {name: getattr(message, name) for name in FIELDS} | {
        # Keeps automatic replies from coming back (RFC 3834).
        "extra_headers": {"Auto-Submitted": "auto-generated", **message.extra_headers, **own},
        "alternatives": [
            tuple(alternative) for alternative in getattr(message, "alternatives", [])
        ],
    }
    text = json.dumps(fields, cls=DjangoJSONEncoder)
    # Raises here, in the caller's code, if the message is malformed.
    _build_email(text, recipient).message()
    return get_cipher(SECRETS).encrypt(text.encode()).decode()


def deserialize_email(sealed: str, recipient: str) -> QueuedEmail:
    """Return the e-mail from its queued form. Raises InvalidToken if the key was removed."""
    return _build_email(get_cipher(SECRETS).decrypt(sealed.encode()).decode(), recipient)


def is_bulk(message: EmailMessage) -> bool:
    """Return whether a message is marked as bulk mail, for which nobody waits."""
    return message.extra_headers.get("Precedence") == "bulk"


def _build_email(text: str, recipient: str) -> QueuedEmail:
    fields = json.loads(text)
    alternatives = fields.pop("alternatives")
    email = QueuedEmail()
    vars(email).update(fields, recipient=recipient)
    for content, kind in alternatives:
        email.attach_alternative(content, kind)
    return email
