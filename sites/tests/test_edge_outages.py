"""Pages through a real Varnish while Bantin, or its database, is away or seems to be."""

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


@pytest.mark.drill
def test_without_bantin_pages_are_served_and_say_so(edge, health, monkeypatch):
    monkeypatch.setattr("sites.middleware.edges.FRESH_SECONDS", 0.2)
    with serving(edge):
        whole = edge.ask(health, "/")
    wait_until(lambda: "Cache-Status" in edge.ask(health, "/").headers)
    old = edge.ask(health, "/")
    assert (old.status, old.content) == (200, whole.content)
    assert old.headers["Cache-Status"].startswith("BantinEdge; hit; ttl=")
    assert old.headers["Cache-Status"].endswith("; detail=origin-away")
    assert int(old.headers["Age"]) >= 0
    unknown = edge.ask(health, "/chua-ai-hoi/")
    assert (unknown.status, unknown.headers["X-Accel-Redirect"]) == (503, "/-/nginx/away")
    with serving(edge) as back:
        wait_until(lambda: "Cache-Status" not in edge.ask(health, "/").headers)
        assert back.asked


@pytest.mark.drill
def test_without_the_database_pages_are_served_and_say_so(edge, bantin, health, monkeypatch):
    monkeypatch.setattr("sites.middleware.edges.FRESH_SECONDS", 0.2)
    edge.ask(health, "/")

    def fail(*args):
        raise OperationalError("server closed the connection unexpectedly")

    with connection.execute_wrapper(fail):
        wait_until(lambda: "Cache-Status" in edge.ask(health, "/").headers)
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


@pytest.mark.drill
def test_readers_who_have_waited_in_vain_do_not_wait_in_turn(edge, bantin, health, monkeypatch):
    monkeypatch.setattr("sites.middleware.edges.FRESH_SECONDS", 0.2)
    edge.ask(health, "/")
    bantin.may_send.clear()

    def read(_number):
        return wait_until(lambda: "Cache-Status" in edge.ask(health, "/").headers)

    with ThreadPoolExecutor(6) as readers:
        assert all(readers.map(read, range(6)))
    # Once for all; but once more if that was long ago.
    assert len(bantin.asked) <= 1 + 2
    bantin.may_send.set()


@pytest.mark.drill
def test_a_refusal_does_not_take_the_place_of_what_is_kept(edge, health, settings, monkeypatch):
    monkeypatch.setattr("sites.middleware.edges.FRESH_SECONDS", 0.2)
    settings.SERVE_MEDIA = False
    file = create_document(health.collection, file=make_upload("kế hoạch.pdf", PAPER))
    publish_article(health, file)
    commit()

    def ask_for_both():
        page, leave = edge.ask(health, "/"), edge.ask(health, file.url)
        return page.content, leave.status, leave.headers["X-Accel-Redirect"]

    with serving(edge) as bantin:
        kept = ask_for_both()
        assert kept[1] == 200 and kept[2]
        bantin.asked.clear()
        bantin.refuses = True
        wait_until(lambda: ask_for_both() and len({one["PATH_INFO"] for one in bantin.asked}) == 2)
        assert ask_for_both() == kept
        assert edge.ask(health, "/tim-kiem/").status == 429
    assert ask_for_both() == kept


@pytest.mark.drill
def test_no_emergency_is_shown_after_its_end(edge, health, monkeypatch):
    monkeypatch.setattr("sites.middleware.edges.FRESH_SECONDS", 0.2)
    end = timezone.now() + timedelta(seconds=9)
    publish_emergency("Vỡ đập", valid_until=end)
    commit()
    with serving(edge):
        assert "Vỡ đập" in edge.ask(health, "/").content.decode()
    seen = []

    def is_over():
        began = timezone.now()
        seen.append((began, edge.ask(health, "/").status))
        return seen[-1][1] == 503

    wait_until(is_over)
    assert any(status == 200 for began, status in seen)
    assert all(began <= end for began, status in seen if status == 200)


def is_stale(answer):
    return "Cache-Status" in answer.headers


@pytest.fixture
def fill(edge, bantin, health, visit, monkeypatch):
    """Let the edge keep a page for a second; give what it is."""
    monkeypatch.setattr("sites.middleware.edges.FRESH_SECONDS", 1)

    def ask_twice(path):
        # Else drawing it may take longer.
        visit(health, path)
        answers = []

        def is_kept():
            edge.ask(health, path)
            count = len(bantin.asked)
            answers.append(edge.ask(health, path))
            return len(bantin.asked) == count

        wait_until(is_kept)
        return answers[-1].content

    return ask_twice


def test_a_page_without_an_answer_is_no_outage_for_others(edge, bantin, health, fill):
    fill("/")
    for number in range(4):
        bantin.breaks_at.add(f"/{number}/")
        for _again in range(3):
            assert edge.ask(health, f"/{number}/").status == 503
        count, answers = len(bantin.asked), []
        while len(bantin.asked) == count:
            answers.append(edge.ask(health, "/"))
        assert not any(map(is_stale, answers))


def test_a_page_without_an_answer_is_served_from_what_is_kept(edge, bantin, health, fill):
    kept = fill("/lien-he/")
    bantin.breaks_at.add("/lien-he/")
    wait_until(lambda: is_stale(edge.ask(health, "/lien-he/")))
    count = len(bantin.asked)
    assert edge.ask(health, "/lien-he/").content == kept
    # Nobody waits for the next question.
    assert len(bantin.asked) == count


def test_many_pages_without_an_answer_are_an_outage_until_there_is_one(edge, bantin, health, fill):
    fill("/tin-tuc/")
    bantin.breaks_at.update(f"/khong-tra-loi-{number}/" for number in range(9))
    for path in bantin.breaks_at:
        assert edge.ask(health, path).status == 503
    wait_until(lambda: is_stale(edge.ask(health, "/tin-tuc/")))
    assert edge.ask(health, "/healthz").status == 200
    count = len(bantin.asked)
    assert not is_stale(edge.ask(health, "/tin-tuc/"))
    assert len(bantin.asked) == count + 1


def test_without_an_answer_to_its_checks_an_edge_serves_what_is_kept(edge, bantin, health, fill):
    fill("/")
    edge.health.is_well = False
    try:
        wait_until(lambda: is_stale(edge.ask(health, "/")))
        count = len(bantin.asked)
        assert is_stale(edge.ask(health, "/"))
        assert len(bantin.asked) == count
    finally:
        edge.health.is_well = True
    wait_until(lambda: not is_stale(edge.ask(health, "/")))


def test_a_process_that_hangs_and_loses_checks_is_no_outage(edge, bantin, health, fill):
    fill("/")
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
