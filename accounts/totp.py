"""Codes of authenticator apps: each works once in its whole window (RFC 6238, 5.2).

django-allauth remembers a used code in the cache for one time step, and accepts it for three.
Here the last accepted step is kept in the database, where neither a lost cache nor two requests
at a time can bring it back.
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


def use_up_code(authenticator: Authenticator, code: str) -> bool:
    """Return whether ``code`` is valid now and newer than every code accepted before; use it up.

    Of two requests with the same code at the same time, one gets True. ``authenticator`` is of
    type TOTP; ``code`` is what somebody typed.
    """
    secret = decrypt(authenticator.data["secret"])
    OneTimeSecrets.objects.get_or_create(user_id=authenticator.user_id)
    rows = OneTimeSecrets.objects.filter(user_id=authenticator.user_id)
    return any(
        rows.filter(last_totp_step__lt=step).update(last_totp_step=step)
        for step in yield_hotp_counters_from_time()
        if compare_user_code(actual=code, expected=format_hotp_value(hotp_value(secret, step)))
    )
