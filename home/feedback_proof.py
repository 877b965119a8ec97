"""Proof of the sender of a message: contact data, a secret, or a signed link.

The secret is for those who left neither telephone nor e-mail. It is derived from the receipt number
and ``SECRET_KEY``, so that sending the same message twice shows the same secret; what is compared
is its hash, which is stored with the message and stays valid when the key is changed.
"""

import base64
import hashlib
import re
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.utils.crypto import constant_time_compare, salted_hmac

from content.text.numbers import normalize_telephone
from home.models import FeedbackMessage
from sites.models import Agency

SALT = "home.feedback_proof"
# Letters of a secret; 60 bits.
SECRET_LENGTH = 12
# A link still says for this time that everything was removed.
LINK_GRACE = timedelta(days=365)
RECEIPT = re.compile(r"[A-Z0-9][A-Z0-9-]{0,19}-[0-9]{4}-[0-9]{4}-[0-9]{4}")


def normalize_receipt(text: str) -> str:
    """Return a receipt number as it is stored: in capitals, with hyphens, without spaces."""
    return "-".join(re.split(r"[\s-]+", text.strip().upper()))


def make_secret(receipt: str) -> str:
    """Return the secret of a message, such as ``K7QD-2MWA-XP4T``."""
    digest = salted_hmac(SALT, receipt, algorithm="sha256").digest()
    # Base32 (RFC 4648) has no 0 and no 1.
    letters = base64.b32encode(digest).decode()[:SECRET_LENGTH]
    return "-".join(re.findall("....", letters))


def hash_secret(receipt: str, secret: str) -> str:
    """Return the hash of a secret as it is stored, whatever its case, hyphens and spaces.

    It is as unlikely to be guessed as a key; a slow hash would add nothing.
    """
    letters = re.sub(r"[\s-]+", "", secret.upper()).replace("0", "O").replace("1", "I")
    return hashlib.sha256(f"{receipt}:{letters}".encode()).hexdigest()


def matches_proof(message: FeedbackMessage, proof: str) -> bool:
    """Return whether ``proof`` is the message's telephone number, e-mail address or secret.

    All three are always compared, each in constant time. An emptied message matches nothing.
    """
    pairs = [
        (normalize_telephone(message.telephone), normalize_telephone(proof)),
        (message.email.strip().lower(), proof.strip().lower()),
        (message.secret_hash, hash_secret(message.receipt, proof)),
    ]
    matches = [constant_time_compare(kept, given) and bool(kept) for kept, given in pairs]
    return any(matches)


def sign_link_token(message: FeedbackMessage) -> str:
    """Return a token that opens a message on the website of its agency."""
    return signing.dumps(message.receipt, salt=_get_salt(message.agency))


def read_link_token(token: str, agency: Agency) -> str:
    """Return the receipt number in a token for the website of ``agency``.

    "" if it is made up, another website's, or too old.
    """
    age = timedelta(days=settings.FEEDBACK_DAYS) + LINK_GRACE
    try:
        return signing.loads(token, salt=_get_salt(agency), max_age=age)
    except signing.BadSignature:
        return ""


def _get_salt(agency: Agency) -> str:
    return f"{SALT}.{agency.pk}"
