"""Validator for host names of websites."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import DomainNameValidator
from django.utils.translation import gettext_lazy as _

# The "ends in a number" checker of https://url.spec.whatwg.org/#host-parsing: browsers, and in
# other ways the C library, parse a name with such a last label as an IPv4 address.
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*", re.IGNORECASE)
_MESSAGE = _("A host name has letters, digits, hyphens and dots, like soyte.backan.gov.vn.")
_validate_domain_name = DomainNameValidator(accept_idna=False, message=_MESSAGE)


def validate_host_name(value: str) -> None:
    """Raise ValidationError unless ``value`` is a valid host name of a website.

    It may have ASCII letters and digits, hyphens and dots. Refused are names with a trailing dot,
    which browsers and cookies treat as a different host, and names whose last label is a decimal
    or hexadecimal number (``127.1``, ``127.0.0.0x1``), which URL parsers take for IPv4 addresses.
    """
    if value.endswith(".") or _NUMBER.fullmatch(value.rpartition(".")[2]):
        raise ValidationError(_MESSAGE)
    _validate_domain_name(value)
