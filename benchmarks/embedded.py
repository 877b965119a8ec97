"""Benchmark of pages in the embedded default: SQLite, and a cache in the process."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from statistics import median

from benchmarks.load import Target, measure_load
from benchmarks.processes import ROOT
from benchmarks.queries import PAST_THE_CACHE
from benchmarks.results import Measurement
from benchmarks.servers import run_gunicorn
from tests.free_ports import find_free_port

DOMAIN = "backan.localhost"
SECONDS, CLIENTS = 2, 1
LEAST_KEPT = 0.8


def measure_embedded(code: str, rounds: int) -> Iterator[Measurement]:
    """Yield the lines of the demo's website of the agency ``code``, each asked in turns."""
    with tempfile.TemporaryDirectory(prefix="bantin-embedded-") as name:
        folder, port, bare_port = Path(name), find_free_port(), find_free_port()
        environment = _get_environment(folder, port)
        for command in ("migrate", "load_demo", "make_renditions"):
            options = () if command == "make_renditions" else ("-v0",)
            _run(environment, "manage.py", command, *options)
        found = json.loads(_run(environment, "-m", "benchmarks.queries", code))
        home = Target(port, found["host"], "/", CLIENTS, scheme="http")
        file = folder / "page.html"
        with run_gunicorn("config.wsgi", port, environment):
            file.write_bytes(home.get()[0])
            with run_gunicorn("benchmarks.baseline", bare_port, {"BARE_FILE": str(file)}):
                bare = Target(bare_port, "127.0.0.1", "/", CLIENTS)
                targets = {"home, cache of the process": (home, f"≥ {LEAST_KEPT}")}
                for page, (path, _queries) in found["pages"].items():
                    past = replace(home, path=path + PAST_THE_CACHE)
                    targets[f"{page}, past the cache"] = past, ""
                yield from _measure_in_turns(targets, bare, rounds)


def _measure_in_turns(
    targets: dict[str, tuple[Target, str]], bare: Target, rounds: int
) -> Iterator[Measurement]:
    for name, (target, aim) in targets.items():
        measure_load(target, 1)
        pairs = [
            (measure_load(target, SECONDS).rate, measure_load(bare, SECONDS).rate)
            for _round in range(rounds)
        ]
        rate = median(own for own, _bare in pairs)
        ratio = median(own / others for own, others in pairs)
        yield Measurement("embedded", name, rate, "requests/s", ratio, "bare view", aim)


def _get_environment(folder: Path, port: int) -> dict[str, str]:
    return {
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "DEBUG": "0",
        "BASE_DOMAIN": DOMAIN,
        "SITE_PORT": str(port),
        "CACHE_URL": "locmemcache://",
        "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
        "MEDIA_ROOT": str(folder / "media"),
        "DEMO_ACCOUNTS_FILE": str(folder / "accounts.json"),
    }


def _run(environment: dict[str, str], *arguments: str) -> str:
    command, variables = [sys.executable, *arguments], os.environ | environment
    done = subprocess.run(
        command, cwd=ROOT, env=variables, stdout=subprocess.PIPE, text=True, check=True
    )
    return done.stdout
