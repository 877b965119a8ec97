"""Checks of the websites: names, certificates, what answers, edges."""

import socket
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from http import HTTPStatus

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.versions import trigger
from ops.health.registry import (
    PEOPLE,
    Asker,
    CheckResult,
    Inquiry,
    Level,
    fail,
    health_check,
    passed,
    warn,
)
from sites.caching.edges import purge_edge
from sites.models import EdgePurge, Failure, HostCheck
from sites.models.host_check import CERTIFICATE_WARNING
from sites.probe import ProbeError, SiteProbe, map_in_threads, uses_https
from sites.services.host_checks import (
    ADVICE,
    Host,
    HostCheckResult,
    check_host,
    classify_failure,
    list_hosts,
)
from sites.services.publication_checks import (
    get_oldest_check,
    get_subject,
    list_faults,
)

# Names in one sentence; the others are counted.
NAMED = 3
# Names that are listed one by one.
MAX_ITEMS = 10


@health_check("names", "Names", order=810, seconds=120, in_thread=True)
def check_names(inquiry: Inquiry) -> Iterator[CheckResult]:
    """Ask for all names of admin and websites: DNS, certificate, the right website.

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
    for host, result in map_in_threads(_check_host, hosts):
        if result.failure != Failure.NONE:
            by_failure[Failure(result.failure), result.detail].append(host.name)
        if result.certificate_until:
            expiries[host.name] = result.certificate_until
    for (failure, detail), concerned in by_failure.items():
        remark = f" ({detail})" if detail else ""
        yield fail(f"{_enumerate(concerned)}: {failure.label}{remark}", str(ADVICE[failure]))
    if expiries:
        yield _describe_certificates(expiries)
    if not by_failure:
        yield passed(f"{len(hosts)} names lead to admin and websites.")


@health_check(
    "fixed versions", gettext_lazy("Versions that are relied on"), order=250, askers=PEOPLE
)
def check_fixed_versions(inquiry: Inquiry) -> Iterator[CheckResult]:
    """Ask whether the database protects versions that somebody relies on."""
    if trigger.is_installed():
        yield passed(_("The database refuses to change what was published or sent for approval."))
    else:
        yield fail(
            _("The database would let what was published or sent for approval be changed."),
            _("Run manage.py migrate: it makes the trigger again."),
        )


@health_check("publications", gettext_lazy("What is public was decided"), order=255, askers=PEOPLE)
def check_publications(inquiry: Inquiry) -> Iterator[CheckResult]:
    """Yield what the daily comparison of public pages and bulletins has found."""
    faults = list_faults()
    if number := faults.count():
        yield fail(
            _("%(number)s public pages or bulletins differ from what was decided.")
            % {"number": number},
            _("Look at each, and publish the right version: nobody has decided about this one."),
            items=tuple(
                f"{get_subject(check)}: {check.get_fault_display()} {check.fields}".strip()
                for check in faults[:MAX_ITEMS]
            ),
        )
    elif oldest := get_oldest_check():
        text = _("All that is public is as decided; compared since %(time)s.")
        yield passed(text % {"time": _format_moment(oldest)})
    else:
        yield CheckResult(Level.UNKNOWN, _("The job loops have compared nothing yet."))


@health_check(
    "certificates", gettext_lazy("Certificates of the websites"), order=810, askers=Asker.SCREEN
)
def check_certificates(inquiry: Inquiry) -> Iterator[CheckResult]:
    """Yield when the next certificate ends, as the nightly check of the names has read it.

    Nothing where websites have none, as in the demo.
    """
    known = HostCheck.objects.filter(certificate_until__isnull=False).order_by("certificate_until")
    ends = known.values_list("hostname", "certificate_until")[:MAX_ITEMS]
    expiries = {name: until for name, until in ends if until}
    if expiries:
        yield _describe_certificates(expiries)
    elif uses_https():
        text = _("No certificate has been seen by the nightly check yet.")
        yield CheckResult(Level.UNKNOWN, text)


@health_check("edges", gettext_lazy("Edges"), order=820, askers=PEOPLE)
def check_edges(inquiry: Inquiry) -> Iterator[CheckResult]:
    """Yield whether all edges forget changed pages; nothing where there are none.

    The doctor asks them, the screen shows what the last purges met.
    """
    if not settings.EDGE_URLS:
        return
    if inquiry.is_doctors:
        asked = ((edge, purge_edge(edge, [])) for edge in settings.EDGE_URLS)
        errors = {edge: error for edge, error in asked if error}
    else:
        errors = dict(EdgePurge.objects.exclude(error="").values_list("edge", "error"))
    if errors:
        yield fail(
            _("One or more cannot be told what has changed."),
            _("Have them started, or the network to them mended; EDGE_SECRET must be the same."),
            items=tuple(f"{edge}: {errors[edge]}" for edge in sorted(errors)),
        )
    else:
        text = _("All can be told what has changed: %(edges)s.")
        yield passed(text % {"edges": ", ".join(settings.EDGE_URLS)})


def _describe_certificates(expiries: dict[str, datetime]) -> CheckResult:
    """Judge certificates by the first that ends; ``expiries``: until when, by name."""
    now = timezone.now()
    [(name, first), *_others] = ends = sorted(expiries.items(), key=lambda item: item[1])
    text = _("The first one ends on %(day)s: %(host)s.") % {"day": _format_day(first), "host": name}
    if first > now + CERTIFICATE_WARNING:
        return passed(text)
    report = fail if first <= now else warn
    return report(
        text,
        _("Have the certificates renewed on the server; browsers warn readers of what is over."),
        url=reverse("displays"),
        link=_("What the websites show"),
        items=tuple(
            f"{name}: {_format_day(end)}"
            for name, end in ends[:MAX_ITEMS]
            if end <= now + CERTIFICATE_WARNING
        ),
    )


def _check_host(host: Host) -> HostCheckResult:
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


def _format_moment(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT")


def _format_day(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "SHORT_DATE_FORMAT")
