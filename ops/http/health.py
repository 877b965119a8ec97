"""Health checks: whether this process is alive, and whether it can do its work.

They are answered before the host check, because load balancers use the IP address and not a host
name.
"""

from collections.abc import Callable

from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from ops.models import Worker


class HealthMiddleware:
    """Middleware that answers ``/healthz`` (alive) and ``/readyz`` (database; workers).

    ``/readyz`` is 503 if the database does not answer. That no worker runs is reported with status
    200: websites are served all the same, and a load balancer must not remove all nodes for it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path == "/healthz":
            return _text_response("ok")
        if request.path == "/readyz":
            return _readiness()
        return self.get_response(request)


def _readiness() -> HttpResponse:
    try:
        runner = Worker.objects.order_by("expires_at").last()
    except Error:
        return _text_response("database does not answer", status=503)
    return _text_response(f"ok\njobs: {_state(runner)}")


def _state(runner: Worker | None) -> str:
    if runner is None:
        return "no runner yet"
    if runner.expires_at > timezone.now():
        return "ok"
    return f"no runner since {timezone.localtime(runner.expires_at):%Y-%m-%d %H:%M}"


def _text_response(text: str, status: int = 200) -> HttpResponse:
    response = HttpResponse(text, status=status, content_type="text/plain")
    response["Cache-Control"] = "no-store"
    return response
