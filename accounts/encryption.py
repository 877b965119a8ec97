"""Encryption of database values that a copy of the database alone must not reveal."""

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac


def get_cipher(purpose: str) -> MultiFernet:
    """Return the cipher for ``purpose``, with keys derived from SECRET_KEY and its fallbacks.

    Its ``decrypt`` raises InvalidToken for what was encrypted with a removed key.
    """
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    digests = [salted_hmac(purpose, "", secret, algorithm="sha256").digest() for secret in secrets]
    return MultiFernet([Fernet(urlsafe_b64encode(digest)) for digest in digests])
