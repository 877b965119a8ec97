"""E-mail to one recipient, and its encrypted form in the queue."""

import json
from email.utils import formatdate

from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.serializers.json import DjangoJSONEncoder

from accounts.ciphers import cipher
from ops.mail.message_ids import message_id

FIELDS = ("subject", "body", "from_email", "to", "cc", "reply_to", "content_subtype", "encoding")
SECRETS = "ops.mail.letters"


class Letter(EmailMultiAlternatives):
    """E-mail sent to ``recipient`` alone, whatever addresses its headers name."""

    recipient = ""

    def recipients(self) -> list[str]:
        return [self.recipient]


def seal(message: EmailMessage, recipient: str) -> str:
    """Return a message in the form in which it is queued for ``recipient``.

    It is encrypted, because e-mails have links that open an account. Raises ValueError if the
    message has attachments, or cannot be sent as it is.
    """
    if message.attachments:
        raise ValueError("Mail has no files here; it links to them.")
    # The same at every attempt, so that mail programs recognise a duplicate.
    own = {"Message-ID": message_id(recipient), "Date": formatdate()}
    words = {name: getattr(message, name) for name in FIELDS} | {
        # Keeps automatic replies from coming back (RFC 3834).
        "extra_headers": {"Auto-Submitted": "auto-generated", **message.extra_headers, **own},
        "alternatives": [tuple(one) for one in getattr(message, "alternatives", [])],
    }
    text = json.dumps(words, cls=DjangoJSONEncoder)
    # Raises here, in the caller's code, if the message is malformed.
    _letter(text, recipient).message()
    return cipher(SECRETS).encrypt(text.encode()).decode()


def unseal(sealed: str, recipient: str) -> Letter:
    """Return the e-mail from its queued form. Raises InvalidToken if the key was removed."""
    return _letter(cipher(SECRETS).decrypt(sealed.encode()).decode(), recipient)


def is_bulk(message: EmailMessage) -> bool:
    """Return whether a message is marked as bulk mail, for which nobody waits."""
    return message.extra_headers.get("Precedence") == "bulk"


def _letter(text: str, recipient: str) -> Letter:
    words = json.loads(text)
    alternatives = words.pop("alternatives")
    letter = Letter()
    vars(letter).update(words, recipient=recipient)
    for content, kind in alternatives:
        letter.attach_alternative(content, kind)
    return letter
