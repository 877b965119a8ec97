"""Result of the nightly check of host names, for monitoring."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Max
from django.utils import timezone

from ops.system.measures import Sample
from sites.models import AgencyQuerySet, Failure, HostCheck

# Hosts whose certificates are told of, those that end first: as many lines as Prometheus stores
# without effort, where a province has thousands of names.
MAX_CERTIFICATES = 200
SECONDS_PER_DAY = 86400


def measure_certificates() -> Iterator[Sample]:
    """Yield the days until each certificate ends, of the names whose end is nearest."""
    now = timezone.now()
    known = HostCheck.objects.filter(certificate_until__isnull=False)
    ends = known.order_by("certificate_until").values_list("hostname", "certificate_until")
    for hostname, until in ends[:MAX_CERTIFICATES]:
        if until:
            left = until - now
            yield Sample(left.total_seconds() / SECONDS_PER_DAY, {"host": hostname})


def measure_failing_hosts() -> Iterator[Sample]:
    """Yield how many names did not lead to their website when they were last asked for."""
    yield Sample(HostCheck.objects.exclude(failure=Failure.NONE).count())


def count_failing_hosts(agencies: AgencyQuerySet) -> tuple[int, int, datetime | None]:
    """Return how many names of these agencies failed, of how many, and when they were last asked.

    (0, 0, None) if none of them has been checked yet.
    """
    checks = HostCheck.objects.filter(agency__in=agencies.order_by().values("pk"))
    last = checks.aggregate(last=Max("checked_at"))["last"]
    return checks.exclude(failure=Failure.NONE).count(), checks.count(), last
