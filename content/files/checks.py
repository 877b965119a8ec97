"""Deployment check of the virus scanner (``manage.py check --deploy``)."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Info, Warning, register

from content.files.scanner import is_reachable


@register(deploy=True)
def check_scanner(**kwargs: Any) -> list[CheckMessage]:
    """Return messages if uploads are not scanned for viruses, or may not be."""
    address = settings.CLAMD_ADDRESS
    if address is None:
        message = "Uploads are not scanned for viruses."
        hint = "Set CLAMD_ADDRESS to where clamd of ClamAV listens."
        return [Info(message, hint=hint, id="bantin.I011")]
    found: list[CheckMessage] = []
    if not is_reachable(address):
        message = f"The scanner at CLAMD_ADDRESS ({address}) does not answer."
        found.append(Warning(message, hint="Uploads are refused or come in unscanned meanwhile, "
                             "as CLAMD_UNREACHABLE says.", id="bantin.W012"))  # fmt: skip
    if settings.CLAMD_UNREACHABLE == "accept":
        message = "Uploads come in unscanned while the scanner cannot be reached."
        found.append(Warning(message, hint="Leave CLAMD_UNREACHABLE at refuse.", id="bantin.W013"))
    return found
