"""Examinations of the websites by ``manage.py doctor``: names, certificates, answers, edges."""

import socket
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from http import HTTPStatus

from django.conf import settings
from django.utils import timezone, translation

from ops.doctor.registry import Options, Result, fail, passed, warn
from sites.caching.edges import purge_edge
from sites.models import Failure
from sites.models.host_check import CERTIFICATE_WARNING
from sites.probe import ProbeError, SiteProbe, map_in_threads
from sites.services.host_checks import (
    ADVICE,
    Host,
    HostCheckResult,
    check_host,
    classify_failure,
    list_hosts,
)

# Seconds for all hosts of a province; each of a few at a time takes less than one.
SECONDS = 120.0
# Names in one sentence; the others are counted.
NAMED = 3


def examine_hosts(options: Options) -> Iterator[Result]:
    """Yield results about the names of admin and websites: DNS, certificate, the right website.

    What is wrong with many names is one result.
    """
    hosts = [Host(settings.ADMIN_HOST, 0, ""), *list_hosts()]
    names = [host.name for host in hosts]
    unknown = [name for name, is_known in map_in_threads(_is_known, names) if not is_known]
    if unknown:
        report = warn if settings.VERIFY_ADDRESS else fail
        yield report(
            f"The DNS that this machine asks does not know {_enumerate(unknown)}.",
            "Enter the names in DNS; a wildcard record saves work.",
        )
    by_failure: defaultdict[tuple[Failure, str], list[str]] = defaultdict(list)
    expiries: dict[str, datetime] = {}
    for host, result in map_in_threads(_check, hosts):
        if result.failure != Failure.NONE:
            by_failure[Failure(result.failure), result.detail].append(host.name)
        if result.certificate_until:
            expiries[host.name] = result.certificate_until
    with translation.override("en"):
        for (failure, detail), concerned in by_failure.items():
            suffix = f" ({detail})" if detail else ""
            yield fail(f"{_enumerate(concerned)}: {failure.label}{suffix}", str(ADVICE[failure]))
    if expiries:
        yield _judge_certificates(expiries)
    if not by_failure:
        yield passed(f"{len(hosts)} names lead to admin and websites.")


def examine_edges(options: Options) -> Iterator[Result]:
    """Yield a result for each edge: whether it forgets pages when Bantin says so."""
    for edge in settings.EDGE_URLS:
        error = purge_edge(edge, [])
        if error:
            yield fail(
                f"The edge {edge} cannot be purged: {error}.",
                "Start bantin-edge on its machine; EDGE_SECRET must be the same there as here.",
            )
        else:
            yield passed(f"The edge {edge} can be purged.")


def _judge_certificates(expiries: dict[str, datetime]) -> Result:
    name, first = min(expiries.items(), key=lambda item: item[1])
    days = (first - timezone.now()).days
    text = f"The first certificate to end is that of {name}, in {days} days."
    if first <= timezone.now() + CERTIFICATE_WARNING:
        return warn(text, "Renew it, and reload nginx.")
    return passed(text)


def _check(host: Host) -> HostCheckResult:
    if host.agency_id:
        return check_host(host)
    try:
        with SiteProbe(host.name) as probe:
            # The directory; it may be asked for by anybody.
            failure, detail = classify_failure(probe.get("/"), HTTPStatus.OK)
            return HostCheckResult(failure, detail, probe.get_certificate_expiry())
    except ProbeError as error:
        return HostCheckResult(error.failure, error.detail)


def _is_known(name: str) -> bool:
    try:
        return bool(socket.getaddrinfo(name, settings.SITE_PORT, type=socket.SOCK_STREAM))
    except (OSError, UnicodeError):
        return False


def _enumerate(names: list[str]) -> str:
    named = ", ".join(sorted(names)[:NAMED])
    return f"{named} and {len(names) - NAMED} more" if len(names) > NAMED else named
