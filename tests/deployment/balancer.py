"""A second node beside the first, and the balancer of deploy/ before both."""

import os
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from tests.deployment.nginx_process import start_nginx, stop_nginx
from tests.deployment.node import Node
from tests.deployment.units import Service, Socket
from tests.free_ports import find_free_port


class SecondNode:
    """Another machine, as it were: its own folder of sockets, nginx and processes.

    Source, database, cache and files are those of the first node.
    """

    def __init__(self, first: Node) -> None:
        self.first = first
        self.port, self.http_port = find_free_port(), find_free_port()
        self.run = first.account.make_folder("run2")
        first.account.make_folder("log2")
        self._stack = ExitStack()

    def start(self) -> None:
        account, home = self.first.account, self.first.account.home
        places = home / "etc" / "places2"
        places.write_text(
            f"RUN={self.run}\nLOGS={home / 'log2'}\n"
            f"HEALTH_ADDRESS=127.0.0.1:{find_free_port()}\n"
            f"HTTP_LISTEN=127.0.0.1:{self.http_port}\nHTTPS_LISTEN=127.0.0.1:{self.port}\n"
            f"HTTP_LISTEN_IPV6=127.0.0.1:{find_free_port()}\n"
            f"HTTPS_LISTEN_IPV6=127.0.0.1:{find_free_port()}\n"
        )
        filled = home / "etc" / "deploy2"
        files = [home / "etc" / "environment", home / "etc" / "places", places]
        done = account.run("python3", self.first.app / "deploy" / "fill.py", "--to", filled, *files)
        assert done.returncode == 0, done.stderr
        units = filled / "systemd"
        held = Socket(units / "bantin-web.socket", account)
        self._stack.callback(held.close)
        variables = self.first.variables
        self.service = Service(units / "bantin-web@.service", account, variables, held)
        self._stack.callback(self.service.kill)
        self.service.begin()
        start_nginx(self.first.account, self.run, filled / "nginx" / "nginx.conf")
        self._stack.callback(stop_nginx, self.run)

    def close(self) -> None:
        self._stack.close()


class Balancer:
    """nginx with ``balancer.conf.example``, whose addresses are those of the two nodes."""

    def __init__(self, first: Node, ports: list[int]) -> None:
        self.first, self.ports = first, ports
        self.port = find_free_port()
        self.run = first.account.make_folder("balancer")
        self.file = self.run / "nginx.conf"

    def start(self) -> None:
        self.lead_to(*self.ports)
        start_nginx(self.first.account, self.run, self.file)

    def lead_to(self, *ports: int) -> None:
        """Write the configuration; the other nodes are ``down``."""
        text = (self.first.app / "deploy" / "nginx" / "balancer.conf.example").read_text()
        for address, port in zip(("10.0.0.11:8443", "10.0.0.12:8443"), self.ports, strict=True):
            out = "" if port in ports else " down"
            text = re.sub(rf"server {address} ([^;]*);", rf"server 127.0.0.1:{port} \1{out};", text)
        text = text.replace("listen 443", f"listen 127.0.0.1:{self.port}")
        text = text.replace("/etc/bantin", str(self.first.at("/etc/bantin")))
        kept = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        folders = "".join(f"{kind}_temp_path {self.run}/{kind};\n" for kind in kept)
        self.file.write_text(
            f"pid {self.run}/nginx.pid;\nerror_log {self.run}/error.log;\n"
            f"events {{}}\nhttp {{\n{folders}{text}\n}}\n"
        )

    def reload(self) -> None:
        os.kill(int((self.run / "nginx.pid").read_text()), 1)

    def close(self) -> None:
        stop_nginx(self.run)


@contextmanager
def two_nodes(first: Node) -> Iterator[tuple[SecondNode, Balancer]]:
    """Start a second node, and a balancer before both."""
    second = SecondNode(first)
    try:
        second.start()
        balancer = Balancer(first, [first.ports["HTTPS"], second.port])
        try:
            balancer.start()
            yield second, balancer
        finally:
            balancer.close()
    finally:
        second.close()
