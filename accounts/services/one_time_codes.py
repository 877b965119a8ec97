"""Codes of authenticator apps: each works once in its whole window (RFC 6238, 5.2).

django-allauth caches a used code for one time step, but accepts it for three. Here the last
accepted step is saved in the database, so that neither a lost cache nor two simultaneous requests
make a code work again.
"""

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.mfa.utils import decrypt

from accounts.models import OneTimeSecrets


def consume_code(authenticator: Authenticator, code: str) -> bool:
    """Return whether ``code`` is valid now and newer than all accepted before; mark it used.

    ``authenticator``: of type TOTP. ``code``: as typed.

    Of two simultaneous requests with the same code, one gets True.
    """
    secret = decrypt(authenticator.data["secret"])
    OneTimeSecrets.objects.get_or_create(user_id=authenticator.user_id)
    rows = OneTimeSecrets.objects.filter(user_id=authenticator.user_id)
    return any(
        rows.filter(last_totp_step__lt=step).update(last_totp_step=step)
        for step in yield_hotp_counters_from_time()
        if compare_user_code(actual=code, expected=format_hotp_value(hotp_value(secret, step)))
    )
