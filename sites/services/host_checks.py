"""Checks that each host name of the agencies serves its website, with a valid certificate.

``get_problem_label`` and ``get_advice`` describe the problems and how to solve them, for users who
have no access to the servers.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sites.models import Agency, Failure, HostAlias, HostCheck
from sites.probe import ProbeError, ProbeResponse, SiteProbe, map_in_threads

# Every page of a website contains the code of its agency.
_OWNER = re.compile(r'<html [^<>]*data-agency="([^"]*)"')
# Redirects, RFC 9110, 15.4.
_REDIRECTS = range(300, 400)
_MAX_DETAIL_LENGTH = HostCheck._meta.get_field("detail").max_length

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


@dataclass(frozen=True)
class Host:
    """A host name to check; ``leads_to`` is the URL that an alias must redirect to, else empty."""

    name: str
    agency_id: int
    agency_code: str
    leads_to: str = ""


@dataclass(frozen=True)
class HostCheckResult:
    """The result of checking a host; ``failure`` is ``Failure.NONE`` if it works."""

    failure: Failure
    detail: str = ""
    certificate_until: datetime | None = None


def list_hosts(agencies: Collection[int] | None = None) -> list[Host]:
    """Return all host names of agencies, including archived ones and aliases.

    `agencies`: primary keys, None for all.
    """
    owners, others = Agency.objects.all(), HostAlias.objects.all()
    if agencies is not None:
        owners, others = owners.filter(pk__in=agencies), others.filter(agency__in=agencies)
    names = owners.values_list("site__hostname", "pk", "code")
    aliases = others.select_related("agency__site")
    return [Host(*row) for row in names] + [
        Host(alias.hostname, alias.agency_id, alias.agency.code, f"{alias.agency.root_url}/")
        for alias in aliases.iterator()
    ]


def check_hosts(agencies: Collection[int] | None = None) -> Iterator[HostCheck]:
    """Check every host name of agencies, save each result and yield it.

    Deletes the results of host names that they do not have any more. `agencies`: primary keys, None
    for all.
    """
    hosts = list_hosts(agencies)
    known = HostCheck.objects.all()
    if agencies is not None:
        known = known.filter(agency__in=agencies)
    known.exclude(hostname__in=[host.name for host in hosts]).delete()
    for host, result in map_in_threads(check_host, hosts):
        check, _made = HostCheck.objects.update_or_create(
            hostname=host.name,
            defaults={
                "agency_id": host.agency_id,
                "checked_at": timezone.now(),
                "failure": result.failure,
                "detail": result.detail[:_MAX_DETAIL_LENGTH],
                "certificate_until": result.certificate_until,
            },
        )
        yield check


def check_host(host: Host) -> HostCheckResult:
    """Request the home page of a host and return what is wrong, if anything.

    Never raises ProbeError. Makes no database queries, so that it can run in a thread.
    """
    try:
        with SiteProbe(host.name) as probe:
            answer = probe.get("/")
            until = probe.get_certificate_expiry()
    except ProbeError as error:
        return HostCheckResult(error.failure, error.detail)
    failure, detail = (
        _check_redirect(answer, host) if host.leads_to else _check_home_page(answer, host)
    )
    return HostCheckResult(failure, detail, until)


def classify_failure(
    answer: ProbeResponse, expected: HTTPStatus = HTTPStatus.OK
) -> tuple[Failure, str]:
    """Return the failure that the status of a response means, with a detail.

    ``Failure.NONE`` and an empty detail if the status is ``expected``; for a redirect the detail
    is its target.
    """
    if answer.status == expected:
        return Failure.NONE, ""
    if answer.status == HTTPStatus.MISDIRECTED_REQUEST:
        return Failure.UNKNOWN_HOST, ""
    if answer.status in _REDIRECTS:
        return Failure.REDIRECT, answer.location
    return Failure.STATUS, f"HTTP {answer.status}"


def _check_home_page(answer: ProbeResponse, host: Host) -> tuple[Failure, str]:
    failure, detail = classify_failure(answer)
    owner = _OWNER.search(answer.text)
    if failure == Failure.NONE and (owner is None or owner[1] != host.agency_code):
        return Failure.FOREIGN, ""
    return failure, detail


def _check_redirect(answer: ProbeResponse, host: Host) -> tuple[Failure, str]:
    failure, detail = classify_failure(answer, HTTPStatus.MOVED_PERMANENTLY)
    if failure == Failure.NONE and answer.location != host.leads_to:
        return Failure.REDIRECT, answer.location
    if failure == Failure.STATUS and answer.status == HTTPStatus.OK:
        return Failure.NO_REDIRECT, ""
    return failure, detail


def get_problem_label(check: HostCheck) -> str:
    """Return the result of a host check in one sentence, or that its certificate ends soon."""
    until = check.certificate_until
    if check.works and until and check.is_ending():
        day = date_format(timezone.localtime(until), "d/m/Y")
        return _("The certificate ends on %(day)s.") % {"day": day}
    return check.get_failure_display()


def get_advice(check: HostCheck) -> str:
    """Return what to do about the problem of a host check; empty if there is none."""
    if check.works:
        return str(_CERTIFICATE) if check.is_ending() else ""
    return str(ADVICE[check.failure])
