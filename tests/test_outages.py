"""Servers are taken away from an installation that serves readers, one after the other.

The installation is one of its own, so the drill is the same on whichever database the other tests
run. Times are printed, and not compared: a busy machine is slow without being wrong.
"""

import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext

import pytest

from tests.outage_servers import WORKERS, Readers, Servers, wait_until
from tests.postgres import start_cluster

pytestmark = [pytest.mark.drill("servers"), pytest.mark.xdist_group("outages")]

KEPT = [
    ("soyte", "/"),
    ("soyte", "/lien-he/"),
    ("www", "/"),
    ("www", "/ban-tin/"),
    ("babe", "/"),
    ("soyte", "/ban-tin/rss.xml"),
]
# With a parameter that views read.
NOT_KEPT = ("soyte", "/so-do/?v=1")
SEARCH = ("soyte", "/tim-kiem/?q=lu")
MANY = 100
# More than one worker answers at a time.
AT_ONCE = 16
MINUTES = 60


@pytest.fixture(scope="module")
def servers(tmp_path_factory):
    cluster = start_cluster()
    servers = Servers(tmp_path_factory.mktemp("outage"), cluster)
    try:
        servers.prepare()
        servers.start()
        yield servers
    finally:
        servers.stop()
        cluster.stop()


@pytest.fixture
def well(servers):
    """All pages are kept, by both workers, and nothing is away."""
    wait_until(lambda: is_well(servers))
    yield servers
    # What was away is back by itself.
    wait_until(lambda: is_well(servers))


def is_well(servers):
    # At the same time: whoever asks one after the other may always come to the same worker.
    with ThreadPoolExecutor(AT_ONCE) as readers:
        answers = [*readers.map(lambda page: servers.ask(*page), KEPT * WORKERS * 4)]
    # A worker leaves a cache server alone for a while after it was frozen.
    checks = [servers.ask("", "/readyz") for _ in range(WORKERS * 4)]
    return all(answer.status == 200 and not answer.is_marked for answer in answers) and not any(
        "does not answer" in check.text for check in checks
    )


def read_during(servers, outage, number=MANY):
    """Take something away while readers read; gives what they got, and two checks."""
    with outage, Readers(servers, KEPT) as readers:
        readers.wait_for_more(number)
        checks = [servers.ask("", path) for path in ("/healthz", "/readyz")]
    told = {f"{status}{' marked' * marked}": n for (status, marked), n in readers.counts.items()}
    slowest = max(answer.seconds for answer in readers.answers)
    sys.stderr.write(f"\n{json.dumps(told)}, the slowest {slowest:.2f} s")
    for check in checks:
        sys.stderr.write(f", {check.status} after {check.seconds:.2f} s")
    return readers, checks


GONE = ["stopped_database", "frozen_database", "locked_numbers"]


def take_away(servers, name):
    if name == "locked_numbers":
        return servers.locked_table("agencies_cacheversion")
    return getattr(servers, name)()


@pytest.mark.parametrize("name", GONE)
def test_readers_get_every_kept_page_while_the_database_is_away(well, name):
    readers, (alive, ready) = read_during(well, take_away(well, name))
    assert {status for status, _is_marked in readers.counts} == {200}
    # Unmarked are only those who had asked before.
    assert readers.counts[200, True] > MANY / 2
    assert alive.status == 200
    if name != "locked_numbers":
        assert (ready.status, "database: does not answer" in ready.text) == (503, True)


@pytest.mark.parametrize("name", GONE)
def test_everything_else_is_a_page_with_a_telephone(well, name):
    with take_away(well, name):
        for page in (NOT_KEPT, SEARCH):
            answer = well.ask(*page)
            assert (answer.status, answer.headers["Retry-After"]) == (503, "30")
            assert 'href="tel:' in answer.text
            assert "Sở Y tế" in answer.text
        admin = well.ask("quan-tri", "/admin/")
        assert "Cache-Status" not in admin.headers


def test_readers_get_every_kept_page_while_the_database_is_slow(well):
    readers, _checks = read_during(well, well.slow_database())
    assert {status for status, _is_marked in readers.counts} == {200}


def test_a_locked_table_stops_those_pages_only_that_need_it(well):
    with well.locked_table("wagtailcore_page"):
        readers, (_alive, ready) = read_during(well, well.locked_table("search_synonym"))
        assert readers.counts == {(200, False): len(readers.answers)}
        assert ready.status == 200
        assert well.ask(*NOT_KEPT).status == 503


def test_a_database_that_only_reads_shows_everything_and_says_what_it_does_not_store(well):
    with well.read_only_database():
        readers, (_alive, ready) = read_during(well, well.locked_table("search_synonym"))
        assert readers.counts == {(200, False): len(readers.answers)}
        assert (ready.status, well.ask(*NOT_KEPT).status) == (200, 200)
        assert says_that_nothing_was_stored(send_message(well, "Ở đầu xã."))


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a file system")
def test_a_database_whose_disk_is_full_shows_everything_and_says_what_it_does_not_store(well):
    with well.full_database():
        # It was restarted.
        wait_until(lambda: is_well(well))
        readers, (_alive, ready) = read_during(well, nullcontext())
        assert readers.counts == {(200, False): len(readers.answers)}
        assert (ready.status, well.ask(*NOT_KEPT).status) == (200, 200)
        # Short ones may still fit into what the tables have.
        assert says_that_nothing_was_stored(send_message(well, os.urandom(1500).hex()))
        assert "No space left on device" in (well.cluster.directory / "log").read_text()
    wait_until(lambda: is_well(well))
    assert send_message(well, os.urandom(1500).hex()).status == 201


def test_health_checks_are_answered_while_every_worker_is_busy(well):
    with ThreadPoolExecutor(1) as reader, well.busy_workers():
        waiting = reader.submit(well.ask, *KEPT[0])
        checks = [well.ask_beside(path) for path in ("/healthz", "/readyz")]
        assert not waiting.done()
    assert [check.status for check in checks] == [200, 200]
    assert waiting.result().status == 200
    told = ", ".join(f"after {check.seconds:.2f} s" for check in checks)
    sys.stderr.write(f"\nhealth checks while all workers are held: {told}")


def send_message(servers, message):
    form = servers.fill_form("soyte", "/gop-y/", subject="Đường hỏng", message=message)
    return servers.ask("soyte", "/gop-y/", "POST", form)


def says_that_nothing_was_stored(answer):
    is_later = (answer.status, answer.headers["Retry-After"]) == (503, "30")
    return is_later and "chưa được lưu" in answer.text


def test_readers_get_every_page_while_the_cache_server_is_frozen(well):
    readers, (_alive, ready) = read_during(well, well.frozen_cache(), MANY / 10)
    assert readers.counts == {(200, False): len(readers.answers)}
    assert "cache: does not answer" in ready.text


def test_without_database_and_cache_every_page_names_its_unit(well):
    with well.frozen_cache(), well.frozen_database():
        # For a moment a process still believes what it was told of the pages that it holds.
        wait_until(lambda: well.ask(*KEPT[0]).status != 200)
        answers = [well.ask(*page) for page in KEPT]
        checks = [well.ask("", path).status for path in ("/healthz", "/readyz")]
    assert {answer.status for answer in answers} == {503}
    assert all('href="tel:' in answer.text for answer in answers)
    assert checks == [200, 503]


def test_an_outage_is_a_line_for_each_process_and_minute(well):
    def list_lines():
        return [line for line in well.log.read_text().splitlines() if "does not answer (" in line]

    before = len(list_lines())
    with well.stopped_database(), Readers(well, [*KEPT, NOT_KEPT]) as readers:
        readers.wait_for_more(MANY)
    longest = max(1, sum(answer.seconds for answer in readers.answers) / len(readers.answers))
    assert len(list_lines()) - before <= WORKERS * (1 + longest * MANY / MINUTES)
    assert "Traceback" not in well.log.read_text()
