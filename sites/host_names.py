"""What may be the host name of a website."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import DomainNameValidator
from django.utils.translation import gettext_lazy as _

# The "ends in a number" checker of https://url.spec.whatwg.org/#host-parsing: browsers, and the C
# library in its own ways, take a name with such a last label for an IPv4 address.
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*", re.IGNORECASE)
_MESSAGE = _("A host name has letters, digits, hyphens and dots, like soyte.backan.gov.vn.")
_validate_domain_name = DomainNameValidator(accept_idna=False, message=_MESSAGE)


def validate_host_name(value: str) -> None:
    """Raise ValidationError unless ``value`` is a host name of letters, digits, hyphens and dots.

    Names with a closing dot are refused: they would be another name to browsers and cookies.
    So are names whose last label is a number, decimal or hexadecimal (``127.1``, ``127.0.0.0x1``):
    they are IPv4 addresses to URL parsers. Letters and digits are those of ASCII.
    """
    if value.endswith(".") or _NUMBER.fullmatch(value.rpartition(".")[2]):
        raise ValidationError(_MESSAGE)
    _validate_domain_name(value)
