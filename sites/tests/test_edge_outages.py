"""Pages through a real Varnish while Bantin, or its database, is away or seems to be."""

import re
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from bulletins.tests.factories import publish_emergency
from conftest import commit
from content.tests.factories import create_document, make_upload
from home.tests.factories import publish_article
from tests.edges import MARKS, list_names, serving, wait_until

pytestmark = pytest.mark.django_db
PAPER = b"%PDF-1.4 trang"


@pytest.fixture
def fill(edge, health, visit, monkeypatch):
    """Let the edge keep a page, which is fresh for a second; give the answer that it keeps."""
    monkeypatch.setattr("sites.middleware.edges.FRESH_SECONDS", 1)

    def ask(bantin, path="/"):
        # Else drawing it may take longer.
        visit(health, path)
        answers = []

        def is_kept():
            count = len(bantin.asked)
            answers.append(edge.ask(health, path))
            return len(bantin.asked) == count and not is_stale(answers[-1])

        wait_until(is_kept)
        bantin.asked.clear()
        return answers[-1]

    return ask


def is_stale(answer):
    return "Cache-Status" in answer.headers


@pytest.mark.drill("servers")
def test_without_bantin_pages_are_served_and_say_so(edge, health, fill):
    with serving(edge) as bantin:
        whole = fill(bantin)
    wait_until(lambda: is_stale(edge.ask(health, "/")))
    old = edge.ask(health, "/")
    assert (old.status, old.content) == (200, whole.content)
    assert old.headers["Cache-Status"].startswith("BantinEdge; hit; ttl=")
    assert old.headers["Cache-Status"].endswith("; detail=origin-away")
    assert int(old.headers["Age"]) >= 0
    unknown = edge.ask(health, "/chua-ai-hoi/")
    assert (unknown.status, unknown.headers["X-Accel-Redirect"]) == (503, "/-/nginx/away")
    with serving(edge) as back:
        wait_until(lambda: not is_stale(edge.ask(health, "/")))
        assert back.asked


@pytest.mark.drill("servers")
def test_without_the_database_pages_are_served_and_say_so(edge, bantin, health, fill):
    fill(bantin)

    def fail(*args):
        raise OperationalError("server closed the connection unexpectedly")

    with connection.execute_wrapper(fail):
        wait_until(lambda: is_stale(edge.ask(health, "/")))
        assert edge.ask(health, "/").status == 200
        count = len(bantin.asked)
        telling = edge.ask(health, "/lien-he/")
        assert (telling.status, telling.headers["Retry-After"]) == (503, "30")
        assert len(bantin.asked) > count
        assert not list_names(telling) & MARKS
        # While Bantin says that, readers do not ask it in turn.
        count = len(bantin.asked)
        for _reader in range(5):
            assert edge.ask(health, "/").status == 200
        assert len(bantin.asked) - count < 5


@pytest.mark.drill("servers")
def test_readers_who_have_waited_in_vain_do_not_wait_in_turn(edge, bantin, health, fill):
    fill(bantin)
    bantin.may_send.clear()

    def read(_number):
        return wait_until(lambda: is_stale(edge.ask(health, "/")))

    with ThreadPoolExecutor(6) as readers:
        assert all(readers.map(read, range(6)))
    # Once for all; but once more if that was long ago.
    assert len(bantin.asked) <= 2
    bantin.may_send.set()


@pytest.mark.drill("servers")
def test_a_refusal_does_not_take_the_place_of_what_is_kept(edge, health, settings, fill):
    settings.SERVE_MEDIA = False
    file = create_document(health.collection, file=make_upload("kế hoạch.pdf", PAPER))
    publish_article(health, file)
    commit()

    def ask_for_both():
        page, leave = edge.ask(health, "/"), edge.ask(health, file.url)
        return page.content, leave.status, leave.headers["X-Accel-Redirect"]

    with serving(edge) as bantin:
        fill(bantin, file.url)
        fill(bantin)
        kept = ask_for_both()
        assert kept[1] == 200 and kept[2]
        bantin.asked.clear()
        bantin.refuses = True
        wait_until(lambda: ask_for_both() and len({one["PATH_INFO"] for one in bantin.asked}) == 2)
        assert ask_for_both() == kept
        assert edge.ask(health, "/tim-kiem/").status == 429
    assert ask_for_both() == kept


@pytest.mark.drill("servers")
def test_no_emergency_is_shown_after_its_end(edge, health, fill):
    with serving(edge) as bantin:
        end = timezone.now() + timedelta(seconds=12)
        publish_emergency("Vỡ đập", valid_until=end)
        commit()
        assert "Vỡ đập" in fill(bantin).content.decode()
    seen = []

    def is_over():
        began = timezone.now()
        seen.append((began, edge.ask(health, "/").status))
        return seen[-1][1] == 503

    wait_until(is_over)
    assert any(status == 200 for began, status in seen)
    assert all(began <= end for began, status in seen if status == 200)


def test_pages_without_an_answer_are_no_outage_for_others(edge, bantin, health, fill):
    fill(bantin)
    for number in range(5):
        broken = {f"/{number}-{letter}/" for letter in "abc"}
        bantin.breaks_at |= broken
        for path in broken:
            assert edge.ask(health, path).status == 503
        count, answers = len(bantin.asked), []
        while len(bantin.asked) == count:
            answers.append(edge.ask(health, "/"))
        assert not any(map(is_stale, answers))


def test_a_page_without_an_answer_is_served_from_what_is_kept(edge, bantin, health, fill):
    kept = fill(bantin, "/lien-he/").content
    bantin.breaks_at.add("/lien-he/")
    wait_until(lambda: is_stale(edge.ask(health, "/lien-he/")))
    count = len(bantin.asked)
    assert edge.ask(health, "/lien-he/").content == kept
    # Nobody waits for the next question.
    assert len(bantin.asked) == count


def test_many_pages_without_an_answer_are_an_outage_until_there_is_one(edge, bantin, health, fill):
    fill(bantin, "/tin-tuc/")
    bantin.breaks_at.update(f"/khong-tra-loi-{number}/" for number in range(9))
    for path in bantin.breaks_at:
        assert edge.ask(health, path).status == 503
    wait_until(lambda: is_stale(edge.ask(health, "/tin-tuc/")))
    assert edge.ask(health, "/healthz").status == 200
    count = len(bantin.asked)
    assert not is_stale(edge.ask(health, "/tin-tuc/"))
    assert len(bantin.asked) == count + 1


@pytest.fixture
def lose_checks(edge):
    """Let no check be answered, until the edge believes that Bantin is not there."""

    def lose():
        edge.health.is_well = False
        wait_until(lambda: not edge.is_backend_healthy())

    yield lose
    edge.health.is_well = True
    wait_until(edge.is_backend_healthy)


def test_without_an_answer_to_checks_no_reader_waits(edge, bantin, health, fill, lose_checks):
    fill(bantin)
    answered = time.monotonic()
    bantin.may_send.clear()
    lose_checks()
    # A busy machine may have lost checks before, and then the answer counts for a while.
    vcl = (edge.folder / "deploy" / "varnish" / "bantin.vcl").read_text()
    [seconds] = re.findall(r'"here-until", std.time2real\(now \+ (\d+)s', vcl)
    wait_until(lambda: time.monotonic() > answered + int(seconds))
    wait_until(lambda: is_stale(edge.ask(health, "/")))
    # Behind the back of a reader.
    wait_until(lambda: edge.ask(health, "/") and bantin.asked)
    assert {one.get("HTTP_EDGE_OUTAGE") for one in bantin.asked} == {"yes"}
    bantin.may_send.set()
    wait_until(lambda: not is_stale(edge.ask(health, "/")))


def test_who_answers_readers_is_there_whatever_becomes_of_checks(
    edge, bantin, health, fill, lose_checks
):
    fill(bantin)
    lose_checks()
    bantin.asked.clear()

    def is_asked_by_a_reader():
        answer = edge.ask(health, "/")
        readers = [one for one in bantin.asked if "HTTP_EDGE_OUTAGE" not in one]
        return len(readers) > 2 and not is_stale(answer)

    wait_until(is_asked_by_a_reader)


def test_a_process_that_hangs_and_loses_checks_is_no_outage(edge, bantin, health, fill):
    fill(bantin)
    edge.health.lost = 2
    try:
        until = edge.health.count + 12
        answers = []
        wait_until(lambda: answers.append(edge.ask(health, "/")) or edge.health.count > until)
    finally:
        edge.health.lost = 0
    assert not any(map(is_stale, answers))


def test_a_long_address_that_is_repeated_does_not_look_like_an_outage(edge, bantin, health):
    answer = edge.ask(health, "/en/" + "{" * 3000)
    assert answer.status == 302
    assert len(answer.headers["Location"]) > 9000
