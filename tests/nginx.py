"""nginx with the configuration of the runbook, before Bantin on this machine."""

import os
import re
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from tests.servers import make_certificate, serve_bantin
from tests.system_packages import find_or_install

RUNBOOK = Path(settings.BASE_DIR) / "docs" / "runbook.md"
SECONDS = 10


def read_runbook_configuration() -> str:
    """Return what the runbook says should stand in nginx's ``http`` block."""
    [configuration] = re.findall(r"```nginx\n(.*?)```", RUNBOOK.read_text(), re.DOTALL)
    return str(configuration)


@contextmanager
def run_nginx(folder: Path, media: str) -> Iterator[int]:
    """Run Bantin, in the test's own transaction, and nginx before it; gives the port for HTTPS."""
    program = find_or_install("nginx")
    with serve_bantin() as (host, upstream):
        port = find_free_port()
        configuration = _at_home(
            read_runbook_configuration(), folder, f"{host}:{upstream}", port, media
        )
        (folder / "nginx.conf").write_text(configuration)
        command = [program, "-p", str(folder), "-c", "nginx.conf", "-e", "error.log"]
        process = subprocess.Popen(command)
        try:
            _wait_for(port, process, folder)
            yield port
        finally:
            process.terminate()
            process.wait(SECONDS)


def find_free_port() -> int:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        return int(server.getsockname()[1])


def _at_home(text: str, folder: Path, upstream: str, port: int, media: str) -> str:
    """The same, with ports, paths and certificate of a test, by one person without rights."""
    make_certificate(folder, "localhost")
    pem = folder / "certificate.pem"
    replacements = [
        (r"listen \[::\]:\d+[^;]*;", ""),
        (r"listen 443 ssl", f"listen 127.0.0.1:{port} ssl"),
        (r"listen 80\b", f"listen 127.0.0.1:{find_free_port()}"),
        (r"unix:/run/bantin/gunicorn\.sock", upstream),
        (r"/etc/bantin/(certificate|key)\.pem", str(pem)),
        (r"/srv/bantin/media/", f"{media.rstrip('/')}/"),
        (r"/var/log/nginx/", f"{folder}/"),
    ]
    for pattern, replacement in replacements:
        text, count = re.subn(pattern, replacement, text)
        assert count or "log" in pattern, f"the runbook's configuration of nginx lacks {pattern}"
    kept = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    paths = "\n".join(f"{name}_temp_path {folder}/{name};" for name in kept)
    return (
        f"daemon off; master_process off; pid {folder}/nginx.pid;\nevents {{}}\n"
        f"http {{\naccess_log {folder}/access.log;\n{paths}\n{text}\n}}\n"
    )


def _wait_for(port: int, process: subprocess.Popen[bytes], folder: Path) -> None:
    """Return once nginx answers; fail with its own words where it has ended."""
    while process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), SECONDS).close()
        except ConnectionRefusedError:
            os.sched_yield()
        else:
            return
    raise AssertionError((folder / "error.log").read_text())
