"""Real servers on real ports: Bantin itself, and others that answer wrongly."""

import ssl
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Lock, Thread
from unittest.mock import patch
from wsgiref.simple_server import WSGIRequestHandler, make_server

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, connections

from sites import probe

ENDS = (request_started, request_finished)


class Quiet(WSGIRequestHandler):
    def log_message(self, *args):
        pass


@contextmanager
def serve(
    app: Callable, tls: ssl.SSLContext | None = None, port: int = 0
) -> Iterator[tuple[str, int]]:
    """Serve a WSGI application, one request after the other; gives the address."""
    with make_server("127.0.0.1", port, app, handler_class=Quiet) as server:
        if tls:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server.server_address[:2]
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def serve_bantin(
    tls: ssl.SSLContext | None = None,
    port: int = 0,
    wrap: Callable[[Callable], Callable] = lambda app: app,
) -> Iterator[tuple[str, int]]:
    """Serve the websites as the test's own transaction has them, through the whole stack.

    ``wrap`` puts something of the test's own around the application.
    """
    bantin, shared, turn = get_wsgi_application(), connections["default"], Lock()

    def app(environ, start_response):
        with turn:
            return answer(environ, start_response)

    def answer(environ, start_response):
        connections["default"] = shared
        # A connection inside a transaction seems unusable to it. Django's own client, too, holds
        # it back for as long as a request takes, and no longer.
        for signal in ENDS:
            signal.disconnect(close_old_connections)
        return bantin(environ, start_response)

    shared.inc_thread_sharing()
    try:
        with serve(wrap(app), tls, port) as address, take_turns(turn):
            yield address
    finally:
        shared.dec_thread_sharing()
        for signal in ENDS:
            signal.connect(close_old_connections)


@contextmanager
def take_turns(turn: Lock) -> Iterator[None]:
    """Let whoever has websites read ask the database only while no website is being answered.

    SQLite's connection cannot be used by two threads at once: one has its lock and waits for
    Python's, the other has Python's and waits for its.
    """

    class Crew(ThreadPoolExecutor):
        def __enter__(self):
            turn.acquire()
            return super().__enter__()

        def __exit__(self, *error):
            turn.release()
            return super().__exit__(*error)

    def wait_without_turn(*futures, **options):
        turn.release()
        try:
            return wait(*futures, **options)
        finally:
            turn.acquire()

    with patch.multiple(probe, ThreadPoolExecutor=Crew, wait=wait_without_turn):
        yield


def make_static_app(status: str, *headers: tuple[str, str], body: bytes = b"") -> Callable:
    """An application that always gives the same answer."""

    def app(environ, start_response):
        start_response(status, list(headers))
        return [body]

    return app


def count_requests(app: Callable) -> tuple[Callable, Counter[tuple[str, str]]]:
    """An application, and how often each of its pages is asked for: by host and path."""
    asked: Counter[tuple[str, str]] = Counter()

    def count(environ, start_response):
        asked[environ["HTTP_HOST"], environ["PATH_INFO"]] += 1
        return app(environ, start_response)

    return count, asked


def make_certificate(folder: Path, *names: str, days: int = 90) -> tuple[Path, ssl.SSLContext]:
    """Make a certificate that has signed itself; returns its file and a server's context."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Bantin test")])
    end = datetime.now(UTC) + timedelta(days=days)
    made = (
        x509.CertificateBuilder(subject, subject, key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(end - timedelta(days=365))
        .not_valid_after(end)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name) for name in names]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "certificate.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM) + secret)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return file, context
