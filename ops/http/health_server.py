"""Health checks at an address of their own, answered while every thread that serves is busy.

Each worker of gunicorn listens in a thread beside those that serve requests. All workers share the
address (SO_REUSEPORT): the system hands a connection to any of those that are there, and who asks
is refused only where there is none.
"""

import logging
from collections.abc import Callable, Iterable
from http import HTTPStatus
from socket import AF_INET, AF_INET6
from socketserver import TCPServer, ThreadingMixIn
from threading import Thread
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.db import connections
from django.http import HttpRequest, HttpResponse

from ops.http.health import HealthMiddleware

logger = logging.getLogger(__name__)

# Until somebody who has connected has asked.
_REQUEST_SECONDS = 2


class _Server(ThreadingMixIn, WSGIServer):
    allow_reuse_port = True
    daemon_threads = True
    # Connections that wait to be taken: balancers and watchers ask at the same time.
    request_queue_size = 64

    def __init__(self, ip: str, port: int) -> None:
        self.address_family = AF_INET6 if ":" in ip else AF_INET
        self._ip, self._port = ip, port
        super().__init__((ip, port), _Handler)

    def server_bind(self) -> None:
        """As inherited, without asking DNS for a name of this machine."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = self._ip, self._port
        self.setup_environ()


class _Handler(WSGIRequestHandler):
    timeout = _REQUEST_SECONDS

    def log_message(self, *_words: object) -> None:
        """Log nothing: balancers ask every few seconds."""


def start_health_server() -> None:
    """Answer health checks at ``settings.HEALTH_ADDRESS`` from now on, where it is set.

    Returns at once. An address that cannot be listened at is logged, and websites are served.
    """
    if not settings.HEALTH_ADDRESS:
        return
    ip, port = settings.HEALTH_ADDRESS
    try:
        server = _Server(ip, port)
    except OSError as error:
        logger.error("Nobody answers health checks at HEALTH_ADDRESS (%s:%s): %s", ip, port, error)
        return
    server.set_app(_answer)
    Thread(target=server.serve_forever, name="health", daemon=True).start()


def _answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer as the middleware does, and everything else with 404 (WSGI application)."""
    try:
        response = HealthMiddleware(_refuse)(WSGIRequest(environ))
    finally:
        # Each request has a thread, and so a connection.
        connections.close_all()
    phrase = HTTPStatus(response.status_code).phrase
    start_response(f"{response.status_code} {phrase}", list(response.items()))
    return [response.content]


def _refuse(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(
        "Only /healthz and /readyz are here.", status=404, content_type="text/plain"
    )
