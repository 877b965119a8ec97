"""A message on its way to one of its recipients, and how it is kept in the queue."""

import json
from email.utils import formatdate

from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.serializers.json import DjangoJSONEncoder

from accounts.ciphers import cipher
from ops.mail.message_ids import message_id

FIELDS = ("subject", "body", "from_email", "to", "cc", "reply_to", "content_subtype", "encoding")
SECRETS = "ops.mail.letters"


class Letter(EmailMultiAlternatives):
    """A message for one recipient, whoever else it names."""

    recipient = ""

    def recipients(self) -> list[str]:
        return [self.recipient]


def seal(message: EmailMessage, recipient: str) -> str:
    """Return a message as it waits for being sent to ``recipient``.

    It is encrypted: mail has links that open an account. Raises ValueError where it has files,
    or cannot be sent as it is.
    """
    if message.attachments:
        raise ValueError("Mail has no files here; it links to them.")
    # One and the same at every attempt, so that mail programs know it again.
    own = {"Message-ID": message_id(recipient), "Date": formatdate()}
    words = {name: getattr(message, name) for name in FIELDS} | {
        # Nobody's "away until Monday" shall come back (RFC 3834).
        "extra_headers": {"Auto-Submitted": "auto-generated", **message.extra_headers, **own},
        "alternatives": [tuple(one) for one in getattr(message, "alternatives", [])],
    }
    text = json.dumps(words, cls=DjangoJSONEncoder)
    # What is wrong with it is told to who wrote it.
    _letter(text, recipient).message()
    return cipher(SECRETS).encrypt(text.encode()).decode()


def unseal(sealed: str, recipient: str) -> Letter:
    """Return the letter again; raises InvalidToken where the secret key is another by now."""
    return _letter(cipher(SECRETS).decrypt(sealed.encode()).decode(), recipient)


def is_bulk(message: EmailMessage) -> bool:
    """Whether a message goes to many, and nobody waits for it."""
    return message.extra_headers.get("Precedence") == "bulk"


def _letter(text: str, recipient: str) -> Letter:
    words = json.loads(text)
    alternatives = words.pop("alternatives")
    letter = Letter()
    vars(letter).update(words, recipient=recipient)
    for content, kind in alternatives:
        letter.attach_alternative(content, kind)
    return letter
