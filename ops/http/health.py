"""Health checks: whether this process is alive, and whether it can do its work.

They are answered before the host check, because load balancers use the IP address and not a host
name.
"""

from collections.abc import Callable
from ipaddress import ip_address

from django.conf import settings
from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from ops.models import Worker

# Beginnings of the headers by which proxies say that they pass something on.
PROXY_HEADERS = ("HTTP_X_FORWARDED", "HTTP_X_REAL_IP", "HTTP_FORWARDED", "HTTP_VIA")


class HealthMiddleware:
    """Middleware that answers ``/healthz`` (alive) and ``/readyz`` (database; workers).

    ``/readyz`` is 503 if the database does not answer. That no worker runs is reported with status
    200: websites are served all the same, and a load balancer must not remove all nodes for it.
    Whoever asks from the machine itself is also told the version, which would help an attacker.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path == "/healthz":
            return _make_text_response("ok")
        if request.path == "/readyz":
            return _check_readiness(request)
        return self.get_response(request)


def _check_readiness(request: HttpRequest) -> HttpResponse:
    try:
        worker = Worker.objects.order_by("expires_at").last()
    except Error:
        return _make_text_response("database does not answer", status=503)
    lines = ["ok", f"jobs: {_get_worker_state(worker)}"]
    if is_from_this_machine(request):
        lines.append(f"version: {settings.BANTIN_VERSION}")
    return _make_text_response("\n".join(lines))


def is_from_this_machine(request: HttpRequest) -> bool:
    """Return whether somebody asks over the loopback interface, and not through a proxy on it."""
    if any(name.startswith(PROXY_HEADERS) for name in request.META):
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def _get_worker_state(worker: Worker | None) -> str:
    if worker is None:
        return "no runner yet"
    if worker.expires_at > timezone.now():
        return "ok"
    return f"no runner since {timezone.localtime(worker.expires_at):%Y-%m-%d %H:%M}"


def _make_text_response(text: str, status: int = 200) -> HttpResponse:
    response = HttpResponse(text, status=status, content_type="text/plain")
    response["Cache-Control"] = "no-store"
    return response
