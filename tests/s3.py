"""A server that speaks S3: moto's, as a process of its own."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import boto3

from config.environment import S3_STORAGE
from tests.free_ports import find_free_port

BUCKET = "kho-tep-bac-kan"
# Not a name of the websites, nor of anything else that they tell.
HOST = "127.0.0.1"
NAME = "localhost"
KEY, SECRET = "khoa-cua-kho", "mat-khau-cua-kho"
SECONDS = 60


@dataclass
class S3Server:
    """A running server with one bucket."""

    process: subprocess.Popen[bytes]
    port: int
    certificate: Path | None = None

    @property
    def url(self) -> str:
        """The value of MEDIA_STORAGE for it."""
        tls = "" if self.certificate else "?tls=no"
        netloc = urlsplit(self.endpoint).netloc
        return f"s3://{KEY}:{SECRET}@{netloc}/{BUCKET}/tep{tls}"

    @property
    def endpoint(self) -> str:
        # Certificates are those of names.
        return f"https://{NAME}:{self.port}" if self.certificate else f"http://{HOST}:{self.port}"

    def get_bucket(self) -> Any:
        client = boto3.resource(
            "s3",
            endpoint_url=self.endpoint,
            region_name="us-east-1",
            aws_access_key_id=KEY,
            aws_secret_access_key=SECRET,
            verify=str(self.certificate) if self.certificate else None,
        )
        return client.Bucket(BUCKET)

    def list_names(self) -> list[str]:
        return sorted(item.key for item in self.get_bucket().objects.all())

    def stop(self) -> None:
        self.process.kill()
        self.process.wait(SECONDS)

    def list_secrets(self) -> list[str]:
        """Return what nobody outside may read anywhere."""
        netloc = urlsplit(self.endpoint).netloc
        return [netloc, BUCKET, KEY, SECRET, "X-Amz", "x-amz", S3_STORAGE]


@contextmanager
def run_s3_server(certificate: Path | None = None) -> Iterator[S3Server]:
    """Run a server with an empty bucket; it ends with the block.

    ``certificate``: file with a certificate for ``NAME`` and its key; without it there is no TLS.
    """
    port = find_free_port()
    # Isolated: moto needs a package of the name of one of our apps, ``responses``.
    command = [sys.executable, "-I", "-m", "moto.server", "-H", HOST, "-p", str(port)]
    if certificate:
        command += ["--ssl-cert", str(certificate), "--ssl-key", str(certificate)]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(
        command, env=os.environ | {"AWS_EC2_METADATA_DISABLED": "1"}, **quiet
    ) as p:
        try:
            server = S3Server(p, port, certificate)
            _wait_for(server)
            server.get_bucket().create()
            yield server
        finally:
            p.kill()


def _wait_for(server: S3Server) -> None:
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline and server.process.poll() is None:
        try:
            socket.create_connection((HOST, server.port), 1).close()
        except OSError:
            os.sched_yield()
        else:
            return
    raise AssertionError("moto's server does not answer")
