"""Benchmark of pages in production form, beside a bare view, a file of nginx and a plain Wagtail.

All are asked in turns, so that other load of the machine affects all alike; a ratio is the median
of those of all rounds.
"""

import gzip
import json
import os
import socket
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.load import Load, Target, measure_at_half, measure_load
from benchmarks.processes import ROOT, end_process, start_process
from benchmarks.queries import PAST_THE_CACHE
from benchmarks.results import Measurement
from benchmarks.stack import Gunicorn, Stack
from tests.free_ports import find_free_port
from tests.system_packages import find_or_install

# One worker: what a processor does. The ratios are those of processes alike.
WORKERS = 1
SECONDS = 2
SECONDS_AT_HALF = 5
# Clients at a time: of a server that takes thousands of requests a second, and of one process.
MANY, FEW = 32, 4
LEAST_EDGE, LEAST_BESIDE_NGINX, LEAST_KEPT, LEAST_PAST = 8, 0.7, 0.6, 0.03
MOST_QUERIES, MOST_P99 = 8, 5
# Pauses are whole milliseconds, so that half is not met exactly.
LEAST_OF_CAPACITY = 0.4
# A file for nginx alone: its defaults, without a log.
NGINX = """
worker_processes auto; pid {folder}/plain.pid; error_log {folder}/plain.log; {user}
events {{ worker_connections 1024; }}
http {{
    access_log off; sendfile on; tcp_nopush on; default_type text/html;
    client_body_temp_path {folder}/p1; proxy_temp_path {folder}/p2; fastcgi_temp_path {folder}/p3;
    uwsgi_temp_path {folder}/p4; scgi_temp_path {folder}/p5;
    server {{ listen 127.0.0.1:{port}; location / {{ root {root}; gzip_static on; }} }}
}}
"""


@dataclass(frozen=True)
class Measured:
    """A target and how it is shown; ``beside`` are names of others, each with its aim or none."""

    name: str
    target: Target
    beside: dict[str, str]
    queries: int | None = None


def measure_pages(stack: Stack, code: str, rounds: int) -> Iterator[Measurement]:
    """Yield the lines of all pages of the website of the agency ``code``, on both tiers.

    ``stack`` runs, with one worker. ``rounds``: how often everything is asked in turn.
    """
    found = json.loads(stack.run("-m", "benchmarks.queries", code))
    node = stack.nodes[0]
    home = Target(node.ports["web"], found["host"], "/", FEW)
    content, _headers = home.get()
    with ExitStack() as running:
        targets = _list_targets(stack, running, home, content, found)
        loads = _measure_in_turns([one.target for one in targets], rounds)
        rates = {one.name: [load.rate for load in loads[one.target]] for one in targets}
        for one in targets:
            yield from _compare_rates(one, rates, loads[one.target])
        edge = next(one.target for one in targets if one.name == "home, edge")
        capacity = median(rates["home, edge"])
        half = measure_at_half(edge, capacity, SECONDS_AT_HALF)
        yield Measurement(
            "page",
            "home, edge at half its capacity",
            half.rate,
            "requests/s",
            half.rate / capacity,
            "capacity",
            f"≥ {LEAST_OF_CAPACITY}",
        )
        yield Measurement(
            "page",
            "home, edge at half its capacity: the slowest hundredth",
            half.p99,
            "ms",
            half.p99 / half.median,
            "median",
            f"≤ {MOST_P99}",
        )


def _list_targets(
    stack: Stack,
    running: ExitStack,
    home: Target,
    content: bytes,
    found: dict[str, Any],
) -> list[Measured]:
    """Start what is compared with, and return everything to be asked.

    ``found``: what ``benchmarks.queries`` prints.
    """
    node = stack.nodes[0]
    bare, plain = _start_baselines(stack, running, content)
    file, ports = _start_nginx(stack, running, content), node.ports
    edge = replace(home, port=ports["edge"], connections=MANY)
    through = replace(home, port=ports["https"], connections=MANY, tls=True)
    static = replace(through, path="/static/benchmark.html")
    past = [
        Measured(
            f"{name}, past the cache",
            replace(home, path=path + PAST_THE_CACHE),
            {"bare view": f"≥ {LEAST_PAST}"},
            queries,
        )
        for name, (path, queries) in found["pages"].items()
    ]
    return [
        Measured("bare view", bare, {}),
        Measured("file, nginx", file, {"bare view": ""}),
        Measured("file, nginx with TLS as in deploy/", static, {}),
        Measured("plain Wagtail page", plain, {"bare view": ""}),
        Measured(
            "home, edge",
            edge,
            {"bare view": f"≥ {LEAST_EDGE}", "file, nginx": f"≥ {LEAST_BESIDE_NGINX}"},
        ),
        Measured(
            "home, nginx with TLS and edge",
            through,
            {"bare view": "", "file, nginx with TLS as in deploy/": ""},
        ),
        Measured("home, page cache", home, {"bare view": f"≥ {LEAST_KEPT}"}),
        Measured(
            "home of every website in turn, page cache",
            replace(home, others=tuple(found["others"])),
            {"bare view": f"≥ {LEAST_KEPT}"},
        ),
        *past,
    ]


def _start_baselines(stack: Stack, running: ExitStack, content: bytes) -> tuple[Target, Target]:
    """Start the bare view and the plain Wagtail by the command of the websites' unit."""
    file = stack.folder / "page.html"
    file.write_bytes(content)
    stack.cluster.query("DROP DATABASE IF EXISTS plain WITH (FORCE)")
    stack.cluster.query("CREATE DATABASE plain OWNER bantin TEMPLATE template0")
    url = stack.cluster.url.rpartition("/")[0] + "/plain"
    environment = os.environ | {"BARE_FILE": str(file), "DATABASE_URL": url}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    command = [sys.executable, "-m", "benchmarks.plain_wagtail"]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
    unit = stack.nodes[0].folder / "deploy" / "systemd" / "bantin-web@.service"
    targets = []
    for application in ("benchmarks.baseline", "benchmarks.plain_wagtail"):
        listener = socket.create_server(("127.0.0.1", 0), backlog=1024)
        running.callback(listener.close)
        server = Gunicorn(unit, [listener], environment, application=application, workers=WORKERS)
        server.start()
        running.callback(server.stop)
        targets.append(Target(listener.getsockname()[1], "127.0.0.1", "/", FEW))
    return targets[0], targets[1]


def _start_nginx(stack: Stack, running: ExitStack, content: bytes) -> Target:
    """Give the page's bytes to the stack's nginx as a static file, and to one of its own."""
    for name, data in (("html", content), ("html.gz", gzip.compress(content))):
        (stack.static / f"benchmark.{name}").write_bytes(data)
    port, folder = find_free_port(), stack.folder
    user = "user root;" if os.geteuid() == 0 else ""
    file = folder / "plain.conf"
    file.write_text(NGINX.format(folder=folder, root=stack.static, port=port, user=user))
    command = [find_or_install("nginx"), "-e", str(folder / "plain.log"), "-c", str(file)]
    command += ["-g", "daemon off;"]
    process = start_process(command, dict(os.environ), port, folder / "plain.log")
    running.callback(end_process, process)
    return Target(port, "127.0.0.1", "/benchmark.html", MANY)


def _measure_in_turns(targets: list[Target], rounds: int) -> dict[Target, list[Load]]:
    for target in targets:
        target.get()
        measure_load(target, 1)
    loads: defaultdict[Target, list[Load]] = defaultdict(list)
    for _round in range(rounds):
        for target in targets:
            loads[target].append(measure_load(target, SECONDS))
    return loads


def _compare_rates(
    one: Measured, rates: dict[str, list[float]], loads: list[Load]
) -> Iterator[Measurement]:
    rate = median(rates[one.name])
    took = f"; {median(load.median for load in loads):.2g} ms"
    if not one.beside:
        yield Measurement("page", one.name, rate, f"requests/s{took}")
    for other, aim in one.beside.items():
        compared = zip(rates[one.name], rates[other], strict=True)
        ratio = median(own / others for own, others in compared)
        name = one.name if len(one.beside) == 1 else f"{one.name}, beside {other}"
        yield Measurement("page", name, rate, f"requests/s{took}", ratio, other, aim)
    if one.queries is not None:
        aim = f"≤ {MOST_QUERIES}"
        yield Measurement("page", f"{one.name}: queries", one.queries, "queries", aim=aim)


def load_demo(stack: Stack, folder: Path, *, is_first: bool) -> None:
    """Load the demo into the stack's database, or renew its dates where it is there."""
    dev = {
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "DEBUG": "0",
        "SITE_PORT": "443",
        "CACHE_URL": "locmemcache://",
        "EDGE_URLS": "",
        "DEMO_ACCOUNTS_FILE": str(folder / "accounts.json"),
    }
    stack.manage("migrate", "--noinput", "-v0", **dev)
    stack.manage("load_demo", "-v0", **dev)
    if is_first:
        stack.manage("make_renditions", **dev)
