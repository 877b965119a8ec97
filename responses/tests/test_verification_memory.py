"""The process of jobs stays small, however many websites there are."""

import json
import os
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from django.conf import settings

from tests.template_database import copy_kept_file

FEW, MANY = 100, 1000
MOST_MEGABYTES = 250
# What a process may take more for the many than for the few.
MOST_GROWTH = 30
# As large as a home page.
BODY = b"<p>" + b"x" * 60_000


class Broken(BaseHTTPRequestHandler):
    """A web server that fails at once, so that looking at all websites takes minutes, not hours."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.send_response(500)
        self.send_header("Content-Length", str(len(BODY)))
        self.end_headers()
        self.wfile.write(BODY)

    def log_message(self, *words):
        pass


@pytest.fixture
def web_server():
    with ThreadingHTTPServer(("127.0.0.1", 0), Broken) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield "{}:{}".format(*server.server_address)
        server.shutdown()
        thread.join()


# In a group that begins among the first: it takes minutes.
@pytest.mark.xdist_group("backup")
@pytest.mark.drill("processes")
@pytest.mark.skipif(not os.path.exists("/proc/self/status"), reason="only Linux says how much")
def test_a_job_process_stays_small_while_it_looks_at_many_websites(tmp_path, web_server):
    def measure(websites):
        file = tmp_path / f"{websites}.sqlite3"
        copy_kept_file(file)
        environment = {
            "DJANGO_SETTINGS_MODULE": "config.settings.test",
            "DATABASE_URL": f"sqlite:///{file}",
            "VERIFY_ADDRESS": web_server,
        }

        def run(*words):
            done = subprocess.run(
                [sys.executable, "-m", "responses.tests.province_process", *words],
                cwd=settings.BASE_DIR,
                env=os.environ | environment,
                capture_output=True,
                text=True,
            )
            assert done.returncode == 0, done.stderr
            return done.stdout

        run("make", str(websites))
        most, checks, hosts = json.loads(run("check").splitlines()[-1])
        assert (checks, hosts) == (websites + 1, websites + 1)
        return most

    few, many = measure(FEW), measure(MANY)
    sys.stdout.write(f"\n{few} MB for {FEW} websites, {many} MB for {MANY}")
    assert many < MOST_MEGABYTES
    assert many - few < MOST_GROWTH
