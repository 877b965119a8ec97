"""Whether this process is alive, and whether it can do its work.

Answered before the host check: load balancers ask by address, not by name.
"""

from collections.abc import Callable

from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from ops.models import Runner


class HealthMiddleware:
    """Answer ``/healthz`` (alive) and ``/readyz`` (the database answers; who does the jobs).

    A website is served as well where nobody does the jobs, so that is told and is no refusal:
    a load balancer must not take all nodes out for it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path == "/healthz":
            return _plain("ok")
        if request.path == "/readyz":
            return _readiness()
        return self.get_response(request)


def _readiness() -> HttpResponse:
    try:
        runner = Runner.objects.order_by("expires_at").last()
    except Error:
        return _plain("database does not answer", status=503)
    return _plain(f"ok\njobs: {_state(runner)}")


def _state(runner: Runner | None) -> str:
    if runner is None:
        return "no runner yet"
    if runner.expires_at > timezone.now():
        return "ok"
    return f"no runner since {timezone.localtime(runner.expires_at):%Y-%m-%d %H:%M}"


def _plain(text: str, status: int = 200) -> HttpResponse:
    response = HttpResponse(text, status=status, content_type="text/plain")
    response["Cache-Control"] = "no-store"
    return response
