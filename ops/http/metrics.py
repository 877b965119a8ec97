"""``/metrics``: what Prometheus reads, for this machine, who knows the token, and listed networks.

For everybody else the address does not exist. It is answered before the host check, because
Prometheus may ask by address. The format is Prometheus's text format, version 0.0.4.
"""

import secrets
from collections.abc import Callable, Iterator
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from ops.http.health import PROXY_HEADERS, is_from_this_machine
from ops.system.counters import read_counters
from ops.system.measures import Measured, list_measures, measure

PATH = "/metrics"


class MetricsMiddleware:
    """Middleware that answers ``/metrics`` to those who may read it, and to nobody else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info == PATH and request.method == "GET" and _may_read(request):
            response = HttpResponse(render_metrics(), content_type=CONTENT_TYPE_LATEST)
            response["Cache-Control"] = "no-store"
            return response
        return self.get_response(request)


def render_metrics() -> bytes:
    """Return the counts of all processes and the present measures, as Prometheus reads them."""
    registry = CollectorRegistry()
    registry.register(_MeasureCollector(measure()))
    return read_counters() + generate_latest(registry)


class _MeasureCollector(Collector):
    """The measures, in the shape that prometheus-client writes down."""

    def __init__(self, measured: Measured) -> None:
        self.measured = measured

    def collect(self) -> Iterator[Metric]:
        up = GaugeMetricFamily("bantin_up", "Whether a part answered in time.", labels=["part"])
        for group in sorted({each.group for each in list_measures()}):
            up.add_metric([group], float(group not in self.measured.silent))
        yield up
        for each in list_measures():
            samples = self.measured.samples.get(each.name)
            if samples:
                family = Metric(each.name, each.help, "gauge")
                for sample in samples:
                    family.add_sample(each.name, dict(sample.labels), sample.value)
                yield family


def _may_read(request: HttpRequest) -> bool:
    given = request.headers.get("Authorization", "").removeprefix("Bearer ").encode()
    token = settings.METRICS_TOKEN.encode()
    if token and secrets.compare_digest(given, token):
        return True
    return is_from_this_machine(request) or _is_in_network(request)


def _is_in_network(request: HttpRequest) -> bool:
    try:
        address = ip_address(_get_client_address(request))
    except ValueError:
        return False
    return any(address in network for network in settings.METRICS_NETWORKS)


def _get_client_address(request: HttpRequest) -> str:
    """Return the address that the outermost of our own proxies wrote down; empty if none did."""
    if not any(name.startswith(PROXY_HEADERS) for name in request.META):
        return str(request.META.get("REMOTE_ADDR", ""))
    count: int = getattr(settings, "ALLAUTH_TRUSTED_PROXY_COUNT", 0)
    passed = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
    return passed[-count] if 0 < count <= len(passed) else ""
