"""nginx with the configuration of deploy/, before Bantin on this machine."""

import os
import re
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from deploy.fill import fill_folder, read_values
from tests.edges import Edge
from tests.free_ports import find_free_port
from tests.servers import make_certificate, serve_bantin
from tests.system_packages import find_or_install

DEPLOY = Path(settings.BASE_DIR) / "deploy"
SECONDS = 10


def fill_deploy(folder: Path, **values: str) -> Path:
    """Fill deploy/ for one person without rights, into a folder below ``folder``; return it.

    All places are in ``folder``, and all ports free ones of this machine alone.
    """
    standard = read_values(DEPLOY / "environment.example", DEPLOY / "places.example")
    for name in ("RUN", "LOGS", "CONFIGURATION", "STATIC", "BACKUPS", "VALKEY_FOLDER"):
        standard[name] = str(folder)
    for name in ("HTTP_LISTEN", "HTTP_LISTEN_IPV6", "HTTPS_LISTEN", "HTTPS_LISTEN_IPV6"):
        standard[name] = f"127.0.0.1:{find_free_port()}"
    standard["HEALTH_ADDRESS"] = f"127.0.0.1:{find_free_port()}"
    fill_folder(folder / "deploy", standard | values)
    return folder / "deploy"


@contextmanager
def run_nginx(folder: Path, media: str, edge: Edge | None = None) -> Iterator[int]:
    """Run Bantin, in the test's own transaction, and nginx before it; gives the port for HTTPS.

    With an edge between them if there is one.
    """
    values = {"MEDIA_ROOT": media.rstrip("/"), "ADMIN_HOST": settings.ADMIN_HOST}
    with (
        serve_bantin(port=edge.backend_port if edge else 0) as bantin,
        run_nginx_before(folder, bantin, bantin, **values, **(edge.values if edge else {})) as port,
    ):
        yield port


@contextmanager
def run_nginx_before(
    folder: Path,
    websites: tuple[str, int],
    admin: tuple[str, int],
    rate: str = "",
    **values: str,
) -> Iterator[int]:
    """Run nginx before the two pools at these addresses; gives the port for HTTPS.

    ``rate``: of all its limits, instead of their own. ``values``: those of deploy/ that the test
    chooses.
    """
    program = find_or_install("nginx")
    port = find_free_port()
    make_certificate(folder, "localhost")
    (folder / "key.pem").symlink_to(folder / "certificate.pem")
    filled = fill_deploy(folder, HTTPS_LISTEN=f"127.0.0.1:{port}", **values)
    _lead_to(websites, admin, filled / "nginx" / "bantin.conf", rate)
    command = [program, "-p", str(folder), "-c", str(filled / "nginx" / "nginx.conf")]
    alone = "daemon off; master_process off;"
    process = subprocess.Popen([*command, "-g", alone, "-e", "nginx.log"])
    try:
        _wait_for(port, process, folder)
        yield port
    finally:
        process.terminate()
        process.wait(SECONDS)


def _lead_to(
    websites: tuple[str, int], admin: tuple[str, int], configuration: Path, rate: str
) -> None:
    """Let servers of a test's own take the place of gunicorn's sockets."""
    text = configuration.read_text()
    for name, (host, port) in (("web", websites), ("admin", admin)):
        text, count = re.subn(rf"unix:\S+/{name}\.sock", f"{host}:{port}", text)
        assert count
    if rate:
        text = re.sub(r"rate=\S+;", f"rate={rate};", text)
    configuration.write_text(text)


def _wait_for(port: int, process: subprocess.Popen[bytes], folder: Path) -> None:
    """Return once nginx answers; fail with its own words where it has ended."""
    while process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), SECONDS).close()
        except ConnectionRefusedError:
            os.sched_yield()
        else:
            return
    raise AssertionError((folder / "nginx.log").read_text())
