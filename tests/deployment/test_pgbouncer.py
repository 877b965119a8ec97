"""Bantin through a real PgBouncer that hands out a connection for one transaction."""

import os
import re
import socket
import subprocess
import sys
import time

import pytest

from tests.deployment.account import make_account
from tests.deployment.servers import PASSWORD, start_cluster
from tests.free_ports import find_free_port
from tests.nginx import fill_deploy
from tests.releases.installation import Installation, list_releases
from tests.system_packages import find_or_install

pytestmark = [
    pytest.mark.drill("installation"),
    pytest.mark.skipif("DATABASE_URL" in os.environ, reason="it brings a database of its own"),
]


@pytest.fixture
def account():
    with make_account() as made:
        yield made


@pytest.fixture
def filled(account, tmp_path):
    home = str(account.home)
    folder = fill_deploy(
        tmp_path, CONFIGURATION=home, PGBOUNCER_PORT=str(find_free_port()), MEDIA_ROOT=home
    )
    return folder


@pytest.fixture
def cluster(filled):
    started = start_cluster(filled / "postgresql" / "bantin.conf")
    yield started
    started.stop()


@pytest.fixture
def bouncer(account, filled, cluster):
    """The port of PgBouncer, with the file of deploy/."""
    program = find_or_install("pgbouncer")
    text = (filled / "pgbouncer" / "pgbouncer.ini").read_text()
    text = re.sub(r"host=127\.0\.0\.1 port=\d+", f"host=127.0.0.1 port={cluster.port}", text)
    # Fewer connections than there are clients, or nothing would be handed out.
    text = text.replace("default_pool_size = 20", "default_pool_size = 2")
    (account.home / "pgbouncer.ini").write_text(text)
    users = cluster.query(
        'SELECT format(\'"%s" "%s"\', rolname, rolpassword) FROM pg_authid'
        " WHERE rolname = 'bantin'"
    )
    (account.home / "pgbouncer-users.txt").write_text(users + "\n")
    port = int(re.search(r"listen_port = (\d+)", text)[1])
    with (account.home / "log").open("wb") as log:
        process = subprocess.Popen(
            [program, account.home / "pgbouncer.ini"], stdout=log, stderr=log, **account.identity
        )
    try:
        until = time.monotonic() + 20
        while socket.socket().connect_ex(("127.0.0.1", port)):
            assert process.poll() is None, (account.home / "log").read_text()
            assert time.monotonic() < until
            time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait(20)


def test_a_released_version_is_upgraded_and_walked_through_by_pgbouncer(
    bouncer, cluster, tmp_path, monkeypatch
):
    monkeypatch.setenv("DISABLE_SERVER_SIDE_CURSORS", "on")
    place = tmp_path / "installation"
    place.mkdir()
    release = list_releases()[-1]
    Installation(place, cluster.url).bring_back(release)
    url = f"postgres://bantin:{PASSWORD}@127.0.0.1:{bouncer}/bantin"
    installation = Installation(place, url)
    installation.manage("migrate", "--noinput", "-v", "0")
    pages = installation.run("-m", "tests.releases.smoke_walk")
    assert re.fullmatch(r"\d+ pages\n", pages) and int(pages.split()[0]) > 50
    installation.manage("check_search_index")
    sys.stdout.write(f"\nby PgBouncer, two connections for all: upgraded, {pages}")
