"""Health checks: whether this process is alive, and whether it can do its work.

They are answered before the host check, because load balancers use the IP address and not a host
name.
"""

from collections.abc import Callable
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from ops.health.registry import Asker
from ops.health.runner import run_checks

# Beginnings of the headers by which proxies say that they pass something on.
PROXY_HEADERS = ("HTTP_X_FORWARDED", "HTTP_X_REAL_IP", "HTTP_FORWARDED", "HTTP_VIA")


class HealthMiddleware:
    """Middleware that answers ``/healthz`` (alive) and ``/readyz`` (able to do all its work).

    ``/healthz`` asks nobody. ``/readyz`` says what is wrong, within a second whatever hangs. It is
    503 if the database does not answer or lacks migrations. All else is reported with status 200:
    websites are served all the same, and a load balancer must not remove all nodes for it. Whoever
    asks from the machine itself is also told the version, which would help an attacker.
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
    is_ready, lines = True, []
    for check, results in run_checks(Asker.READINESS):
        problem = next((result.short for result in results if result.short), "")
        lines.append(f"{check.name}: {problem or 'ok'}")
        is_ready = is_ready and not (check.is_required and problem)
    lines.insert(0, "ok" if is_ready else "not ready")
    if is_from_this_machine(request):
        lines.append(f"version: {settings.BANTIN_VERSION}")
    return _make_text_response("\n".join(lines), status=200 if is_ready else 503)


def is_from_this_machine(request: HttpRequest) -> bool:
    """Return whether somebody asks over the loopback interface, and not through a proxy on it."""
    if any(name.startswith(PROXY_HEADERS) for name in request.META):
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def _make_text_response(text: str, status: int = 200) -> HttpResponse:
    response = HttpResponse(text, status=status, content_type="text/plain")
    response["Cache-Control"] = "no-store"
    return response
