"""System check of the key and certificate with which CAP messages are signed."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.utils import timezone

from channels.cap.signature import CredentialsError, is_configured, read_credentials


@register
def check_signing_credentials(**kwargs: Any) -> list[CheckMessage]:
    """Return an error if messages could not be signed, and a warning if nobody could trust it."""
    if not is_configured():
        return []
    hint = "Alerts go out unsigned meanwhile. Restart all web processes after mending it."
    try:
        credentials = read_credentials(settings.CAP_SIGNING_KEY, settings.CAP_SIGNING_CERTIFICATE)
    except CredentialsError as error:
        return [Error(str(error), hint=hint, id="bantin.E014")]
    certificate = credentials.certificates[0]
    begin, end = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    if begin <= timezone.now() < end:
        return []
    message = f"The certificate of CAP_SIGNING_CERTIFICATE holds from {begin:%F} to {end:%F} only."
    return [Warning(message, hint="Receivers refuse its signatures. Renew it.", id="bantin.W015")]
