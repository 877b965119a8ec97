"""Texts on the problems of host checks and on how to solve them, for users without servers."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sites.models import Failure, HostCheck

_CERTIFICATE = gettext_lazy(
    "Have the certificate renewed for this name; those who run the server do that."
)
_DNS = gettext_lazy("Ask those who keep the domain names to let it lead to the server of Bantin.")
_NAME = gettext_lazy(
    "Look under Agencies whether the name is still that of a unit, and written right."
)
_SERVER = gettext_lazy("Ask those who run the server whether it is up and can be reached.")
_SET_UP = gettext_lazy("Ask those who run the server to set it up for this name.")

ADVICE: dict[str, str | Promise] = {
    Failure.NO_NAME: _DNS,
    Failure.BAD_NAME: _NAME,
    Failure.FORBIDDEN: _DNS,
    Failure.NO_SERVER: _SERVER,
    Failure.TIMEOUT: _SERVER,
    Failure.EXPIRED: _CERTIFICATE,
    Failure.OTHER_NAME: _CERTIFICATE,
    Failure.UNTRUSTED: _CERTIFICATE,
    Failure.NO_TLS: _SERVER,
    Failure.UNKNOWN_HOST: _NAME,
    Failure.REDIRECT: _SET_UP,
    Failure.NO_REDIRECT: _SET_UP,
    Failure.STATUS: gettext_lazy(
        "Open the page yourself. If it stays so, tell the server's people."
    ),
    Failure.TOO_LARGE: _SET_UP,
    Failure.FOREIGN: _DNS,
}


def words_on(check: HostCheck) -> str:
    """Return the result of a host check in one sentence, or that its certificate ends soon."""
    until = check.certificate_until
    if check.works and until and check.is_ending():
        day = date_format(timezone.localtime(until), "d/m/Y")
        return _("The certificate ends on %(day)s.") % {"day": day}
    return check.get_failure_display()


def advice_on(check: HostCheck) -> str:
    """Return what to do about the problem of a host check; empty if there is none."""
    if check.works:
        return str(_CERTIFICATE) if check.is_ending() else ""
    return str(ADVICE[check.failure])
