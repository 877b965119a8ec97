"""The certificates of the websites, and the edges, in words, for the page of the system's state."""

from collections.abc import Iterator

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ops.system.measures import Measured
from ops.system.parts import Level, SystemPart
from sites.models import EdgePurge, HostCheck

CERTIFICATES = gettext_lazy("Certificates of the websites")
EDGES = gettext_lazy("Edges")
# Names that are listed one by one.
MAX_ITEMS = 10


def describe_certificates(measured: Measured) -> Iterator[SystemPart]:
    """Yield when the next certificate ends; certificates are read by the nightly check."""
    known = HostCheck.objects.filter(certificate_until__isnull=False).order_by("certificate_until")
    first = known.first()
    if first is None or first.certificate_until is None:
        yield SystemPart(
            CERTIFICATES, Level.UNKNOWN, _("No certificate has been seen by the nightly check yet.")
        )
        return
    text = _("The first one ends on %(day)s: %(host)s.") % {
        "day": _format_day(first),
        "host": first.hostname,
    }
    if not first.is_ending():
        yield SystemPart(CERTIFICATES, Level.OK, text)
        return
    is_over = first.certificate_until <= timezone.now()
    ending = [check for check in known[:MAX_ITEMS] if check.is_ending()]
    yield SystemPart(
        CERTIFICATES,
        Level.PROBLEM if is_over else Level.WARNING,
        text,
        _("Have the certificates renewed on the server; browsers warn readers of what is over."),
        reverse("displays"),
        _("What the websites show"),
        tuple(f"{check.hostname}: {_format_day(check)}" for check in ending),
    )


def describe_edges(measured: Measured) -> Iterator[SystemPart]:
    """Yield whether all edges have been told what has changed; nothing where there are none."""
    if not settings.EDGE_URLS:
        return
    waiting = EdgePurge.objects.exclude(error="").order_by("created_at")
    first = waiting.first()
    if first is None:
        text = _("All have been told what has changed: %(edges)s.")
        yield SystemPart(EDGES, Level.OK, text % {"edges": ", ".join(settings.EDGE_URLS)})
        return
    text = _("One or more have not been told what has changed since %(time)s.")
    time = date_format(timezone.localtime(first.created_at), "SHORT_DATETIME_FORMAT")
    errors = dict(waiting.values_list("edge", "error"))
    yield SystemPart(
        EDGES,
        Level.PROBLEM,
        text % {"time": time},
        _("Have the edges started, or the network to them mended. They are told again then."),
        items=tuple(f"{edge}: {errors[edge]}" for edge in sorted(errors)),
    )


def _format_day(check: HostCheck) -> str:
    return date_format(timezone.localtime(check.certificate_until), "SHORT_DATE_FORMAT")
