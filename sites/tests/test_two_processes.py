"""Two web processes that share a database and nothing else; each has its cache in its memory."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]


class Process:
    """Does what it is told, line by line: ``ops.tests.web_process``, or another module like it."""

    def __init__(self, environment, module="ops.tests.web_process", stderr=None):
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        pipes["stderr"] = stderr
        command = [sys.executable, "-m", module]
        self.process = subprocess.Popen(command, cwd=ROOT, env=os.environ | environment, **pipes)

    def do(self, *words):
        self.process.stdin.write(" ".join(words) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())


if connection.vendor == "sqlite":

    @pytest.fixture
    def processes(db, tmp_path):
        file = tmp_path / "db.sqlite3"
        file.write_bytes(connection.connection.serialize())
        environment = {
            "DJANGO_SETTINGS_MODULE": "config.settings.test",
            "DATABASE_URL": f"sqlite:///{file}",
            "CACHE_URL": "locmemcache://",
        }
        both = [Process(environment), Process(environment)]
        yield both
        for each in both:
            each.process.communicate()

    def test_what_one_process_publishes_another_shows_at_its_next_request(processes, health):
        writing, reading = processes
        page = ("get", f"{health.site.hostname}:{settings.SITE_PORT}", "/")
        for process in processes:
            process.do(*page)
            assert process.do(*page)["queries"] == 1
        writing.do("publish", "Nước-lũ")
        for process in processes:
            assert "Nước-lũ" in process.do(*page)["page"]
            assert process.do(*page)["queries"] == 1
        reading.do("withdraw", "Nước-lũ")
        for process in processes:
            assert "Nước-lũ" not in process.do(*page)["page"]
