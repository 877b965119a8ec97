"""While ``migrate`` runs, the processes of a release answer every request, and after it."""

import os
import sys
from collections import Counter
from dataclasses import replace
from urllib.parse import urljoin, urlsplit

import pytest

from tests.html import read_html
from tests.outage_servers import DOMAIN, Readers, Servers
from tests.postgres import start_cluster
from tests.releases.installation import list_releases
from tests.releases.source import unpack_source

pytestmark = [
    pytest.mark.both_databases,
    pytest.mark.drill("upgrade"),
    pytest.mark.xdist_group("upgrade"),
    pytest.mark.skipif("DATABASE_URL" in os.environ, reason="it brings a database of its own"),
]
LABELS = ("www", "soyte", "soxaydung", "babe")
# Found by nobody's links; the last finds nothing.
UNLINKED = ["/tim-kiem/?q=lu", "/tim-kiem/?q=giay+phep", "/tim-kiem/?q=xyzt", "/ban-tin/rss.xml"]
PAGES_OF_EACH = 25
READERS = 2


@pytest.fixture(params=list_releases(), ids=lambda release: release.name)
def servers(request, tmp_path):
    """The program of a release, on its own tables."""
    source = tmp_path / "source"
    unpack_source(request.param, source)
    cluster = start_cluster()
    servers = Servers(tmp_path, cluster, source, request.param)
    try:
        servers.prepare()
        servers.start()
        yield servers
    finally:
        servers.stop()
        cluster.stop()


def list_pages(servers):
    """Follow the links of a few websites, as far as they are answered; none from the cache."""
    found = []
    for label in LABELS:
        paths, seen = ["/", *UNLINKED], set()
        while paths and len(seen) < PAGES_OF_EACH:
            path = add_parameter(paths.pop(0))
            if path in seen:
                continue
            answer = servers.ask(label, path)
            if answer.status == 200:
                seen.add(path)
                paths += list_links(answer)
        assert len(seen) > PAGES_OF_EACH / 2
        found += [(label, path) for path in sorted(seen)]
    return found


def list_links(answer):
    if not answer.headers["Content-Type"].startswith("text/html"):
        return
    for link in read_html(answer.text).select("[href], audio[src], img[src]"):
        target = urlsplit(urljoin(f"http://{answer.address}", link.get("href") or link["src"]))
        if target.netloc == answer.address.partition("/")[0] and "/static/" not in target.path:
            yield target._replace(scheme="", netloc="", fragment="").geturl()


def add_parameter(path):
    """Add what the page cache does not answer."""
    return path if "?" in path else f"{path}?v=1"


def test_processes_of_a_release_answer_while_migrate_runs_and_after_it(servers):
    pages = list_pages(servers)
    with Readers(servers, pages, READERS) as readers:
        readers.wait_for_more(READERS)
        servers.installation.manage("migrate", "--noinput", "-v", "0")
        meanwhile = len(readers.answers)
        readers.wait_for_more(len(pages) * READERS)
    # A search gives up by itself on a machine that is busy, and says so.
    given_up = {key: n for key, n in readers.failures.items() if "/tim-kiem/" in key[0]}
    assert readers.failures - Counter(given_up) == {}
    assert {status for _address, status in given_up} <= {503}
    last = {answer.address: answer.status for answer in readers.answers}
    assert set(last.values()) == {200} and len(last) == len(pages)
    slowest = max(answer.seconds for answer in readers.answers[:meanwhile])
    assert meanwhile > READERS * 2
    walked = walk(servers)
    form = servers.fill_form("soyte", "/gop-y/", subject="Đường hỏng", message="Ở đầu xã.")
    sent = servers.ask("soyte", "/gop-y/", "POST", form)
    assert sent.status in (200, 201, 302, 303) and "chưa được lưu" not in sent.text
    sys.stdout.write(
        f"\n{meanwhile} answers of {servers.release.name} during migrate, "
        f"the slowest after {slowest:.1f} s, "
        f"{len(readers.answers) - meanwhile} after it, at {len(pages)} addresses of "
        f"{DOMAIN}: none failed, {sum(given_up.values())} searches gave up; {walked}"
    )


def walk(servers):
    """Let the release walk through its websites and its admin, on the present tables."""
    own = replace(servers.installation, program=servers.source)
    return own.run("-m", "tests.releases.smoke_walk").strip()
