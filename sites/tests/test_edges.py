"""Pages through a real Varnish with the configuration of deploy/."""

import threading
import time
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bulletins.services.lifecycle import withdraw_bulletin
from bulletins.tests.factories import create_draft, publish_bulletin, publish_emergency
from conftest import commit
from desk.services.draft_links import create_draft_link
from home.inline_script import COOKIE_NAME
from home.tests.factories import publish_news, publish_procedure, restrict_page
from ops.tests.doctor import ask_doctor
from responses.models import DisplayError
from responses.tasks import verify_bulletin
from sites.caching import edges
from sites.models import Agency, EdgePurge
from sites.tests.factories import open_in_english
from tests.edges import BOUND, MARKS, list_names, run_edge, serving, wait_until

pytestmark = pytest.mark.django_db


def get_path(page):
    return urlsplit(page.full_url).path


def is_kept(edge, bantin, *question, **headers):
    """Whether the second of two readers is answered without Bantin."""
    first = edge.ask(*question, **headers)
    count = len(bantin.asked)
    second = edge.ask(*question, **headers)
    assert first.status == second.status
    return len(bantin.asked) == count


def test_an_edge_keeps_pages_before_the_first_purge(tmp_path, settings, health):
    with run_edge(tmp_path) as fresh:
        settings.EDGE_URLS, settings.EDGE_SECRET = [fresh.url], fresh.values["EDGE_SECRET"]
        with serving(fresh) as bantin:
            assert is_kept(fresh, bantin, health, "/")
            assert fresh.purge("all") == 204
            assert is_kept(fresh, bantin, health, "/")


def test_a_page_is_handed_out_without_bantin_and_without_marks(edge, bantin, health):
    alone = Client(headers={"host": f"{health.site.hostname}:{settings.SITE_PORT}"}).get("/")
    assert is_kept(edge, bantin, health, "/")
    kept = edge.ask(health, "/")
    assert kept.content == alone.content
    assert not list_names(kept) & MARKS
    assert "Cache-Status" not in kept.headers
    assert kept.headers["Cache-Control"] == alone["Cache-Control"]
    assert kept.headers["ETag"].removeprefix("W/") == alone["ETag"].removeprefix("W/")
    assert edge.ask(health, "/", X_Request_Id="cua-toi").headers["X-Request-Id"] == "cua-toi"


def test_every_kind_of_question_is_answered_from_the_one_copy(edge, bantin, health):
    whole = edge.ask(health, "/")
    count = len(bantin.asked)
    tag = whole.headers["ETag"]
    head = edge.ask(health, "/", "HEAD")
    assert (head.status, head.content, head.headers["ETag"]) == (200, b"", tag)
    unchanged = edge.ask(health, "/", If_None_Match=tag)
    assert (unchanged.status, unchanged.content) == (304, b"")
    assert not list_names(unchanged) & MARKS
    assert edge.ask(health, "/", If_None_Match='"khac"').content == whole.content
    part = edge.ask(health, "/", Range="bytes=0-9")
    assert (part.status, part.content) == (200, whole.content)
    chosen = edge.ask(health, "/", Cookie=f"{COOKIE_NAME}=s4", Accept_Language="en")
    assert chosen.content == whole.content
    assert edge.ask(health, "/", Accept_Encoding="gzip").headers["Content-Encoding"] == "gzip"
    assert len(bantin.asked) == count


def test_each_website_and_each_language_has_copies_of_its_own(
    edge, bantin, health, district, visit
):
    open_in_english(health)
    commit()
    places = [(health, "/"), (health, "/en/"), (district, "/")]
    alone = [visit(*place).content for place in places]
    assert len({*alone}) == 3
    for _time in ("made", "kept"):
        assert [edge.ask(*place).content for place in places] == alone
    assert len(bantin.asked) == 3


def test_what_bantin_does_not_keep_no_edge_keeps(edge, bantin, health, ict_admin):
    private = publish_news(health, "Nội bộ")
    restrict_page(private)
    _link, secret = create_draft_link(subject=create_draft(source=health), by=ict_admin, days=7)
    draft = reverse("draft", args=[secret])
    assert edge.ask(health, draft).status == 200
    session = {"Cookie": f"a=b; {settings.SESSION_COOKIE_NAME}=khong-co"}
    assert not is_kept(edge, bantin, health, "/", **session)
    own = [draft, reverse("draft", args=["x"]), reverse("display"), reverse("display_css")]
    for path in (*own, "/tim-kiem/?q=lu", "/?trang=1", "/khong-co/", "/lien-he/gop-y/", "/healthz"):
        assert not is_kept(edge, bantin, health, path), path
    styles = [
        edge.ask(health, reverse("display_css"), Cookie=f"{COOKIE_NAME}={size}").content
        for size in ("s3", "s4")
    ]
    assert styles[0] != styles[1]
    assert not is_kept(edge, bantin, None, "/")
    assert not is_kept(edge, bantin, health, get_path(private))


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PURGE"])
def test_an_edge_takes_only_requests_that_read(edge, bantin, health, method):
    assert edge.ask(health, "/gop-y/", method, body=b"message=a").status == 405
    assert not bantin.asked


def test_what_one_reader_sends_besides_is_not_in_the_question_for_all(edge, bantin, health):
    session = {"Cookie": f"{settings.SESSION_COOKIE_NAME}=khong-co"}
    for headers in ({}, session):
        headers |= {"Content_Type": "text/plain; charset=hex"}
        assert edge.ask(health, "/", body=b"x" * 500_000, **headers).status == 200
        asked = bantin.asked[-1]
        assert "charset" not in asked["CONTENT_TYPE"]
        assert asked.get("CONTENT_LENGTH", "") in {"", "0"}
    edge.ask(health, "/lien-he/", Range="bytes=0-9")
    assert "HTTP_RANGE" not in bantin.asked[-1]


def test_of_files_in_a_bucket_bantin_cuts_out_the_range(tmp_path, settings, health):
    with run_edge(tmp_path, MEDIA_STORAGE="s3://kho/bantin") as other:
        settings.EDGE_URLS = [other.url]
        with serving(other) as bantin:
            for path, part in (("/media/am-thanh.mp3", "bytes=0-9"), ("/", None)):
                other.ask(health, path, Range="bytes=0-9")
                assert bantin.asked[-1].get("HTTP_RANGE") == part


def test_marks_are_for_edges_alone(settings, health):
    host = {"host": f"{health.site.hostname}:{settings.SITE_PORT}"}
    asking = host | {"Surrogate-Capability": "bantin=Surrogate/1.0"}
    assert "xkey" not in Client(headers=asking).get("/")
    settings.EDGE_URLS = ["http://127.0.0.1:9"]
    assert "xkey" not in Client(headers=host).get("/")
    marked = Client(headers=asking).get("/")
    assert {"all", "directory", health.own_code} <= {*marked["xkey"].split()}
    fresh, kept = float(marked["Edge-Fresh-Until"]), float(marked["Edge-Keep-Until"])
    assert fresh <= time.time() + 30 < kept
    unchanged = Client(headers=asking).get("/", headers={"If-None-Match": marked["ETag"]})
    assert (unchanged.status_code, unchanged["xkey"]) == (304, marked["xkey"])


def test_a_change_is_seen_by_the_next_reader_where_it_is_shown(edge, bantin, health, district):
    assert is_kept(edge, bantin, health, "/") and is_kept(edge, bantin, district, "/")
    bulletin = publish_bulletin("Nước lũ", audience=(health.own_code,))
    commit()
    assert "Nước lũ" in edge.ask(health, "/").content.decode()
    count = len(bantin.asked)
    edge.ask(district, "/")
    assert len(bantin.asked) == count
    withdraw_bulletin(bulletin=bulletin, reason="Nhầm.", by=None)
    commit()
    assert "Nước lũ" not in edge.ask(health, "/").content.decode()


def test_only_bantin_purges(edge, bantin, health):
    assert is_kept(edge, bantin, health, "/")
    assert edge.purge("directory", secret="") == 403
    assert edge.purge("directory", secret="sai-mat-khau-roi") == 403
    assert edge.purge("directory", port=edge.port) == 405
    count = len(bantin.asked)
    assert edge.ask(health, "/").status == 200
    assert edge.ask(health, "/", port=edge.purge_port).status == 405
    assert len(bantin.asked) == count


@pytest.mark.parametrize(("seconds", "status"), [(None, "200"), (0.5, "304")])
def test_what_was_drawn_before_a_commit_is_not_kept_after_it(
    edge, bantin, health, monkeypatch, seconds, status
):
    bulletin = publish_bulletin("Nước lũ")
    commit()
    if seconds:
        # A copy, which is then asked for by its ETag.
        with monkeypatch.context() as patch:
            patch.setattr("sites.middleware.edges.FRESH_SECONDS", seconds)
            edge.ask(health, "/")
    bantin.is_drawn.clear()
    bantin.may_send.clear()
    answers = []

    def read():
        wait_until(lambda: answers.append(edge.ask(health, "/")) or bantin.is_drawn.is_set())

    reader = threading.Thread(target=read)
    reader.start()
    assert bantin.is_drawn.wait(BOUND)
    assert bantin.answered[-1].startswith(status)
    withdraw_bulletin(bulletin=bulletin, reason="Nhầm.", by=None)
    commit()
    bantin.may_send.set()
    reader.join(BOUND)
    # Who asked before is answered as it was then; who asks now, is not.
    assert "Nước lũ" in answers[-1].content.decode()
    assert "Nước lũ" not in edge.ask(health, "/").content.decode()
    assert is_kept(edge, bantin, health, "/")


def test_the_bound_and_the_time_for_outages_hold_where_a_clock_is_wrong(
    edge, bantin, health, clock
):
    tomorrow = timezone.localtime() + timedelta(days=1)
    clock(tomorrow.replace(hour=12, minute=0))
    lifetime = edge.read_lifetime(lambda: edge.ask(health, "/"))
    # A page is true for an hour, and may be served for a day after it.
    assert lifetime == ["30", str(25 * 60 * 60 - 30), "0"]


def test_more_codes_than_varnish_takes_at_once_are_all_purged(edge, bantin, health):
    assert is_kept(edge, bantin, health, "/")
    others = [f"don-vi-{number}" for number in range(2000)]
    assert edges.purge_edge(edge.url, [*others, health.own_code]) == ""
    count = len(bantin.asked)
    edge.ask(health, "/")
    assert len(bantin.asked) == count + 1


def test_the_proof_of_display_reads_what_an_edge_hands_out(edge, bantin, health, settings):
    settings.VERIFY_ADDRESS = "127.0.0.1", edge.port
    edge.ask(health, "/")
    bulletin = publish_emergency("Vỡ đập")

    def check():
        verify_bulletin.call(bulletin.pk)
        return dict(bulletin.checks.values_list("agency__code", "outcome"))

    # One website has a copy, and the edge has not heard of the emergency yet.
    well = dict.fromkeys(Agency.objects.values_list("code", flat=True), "ok")
    assert check() == well | {health.code: DisplayError.NO_BANNER}
    commit()
    assert check() == well


@pytest.mark.drill("servers")
def test_an_edge_asks_again_after_the_bound_and_is_answered_in_short(
    edge, bantin, health, monkeypatch
):
    monkeypatch.setattr("sites.middleware.edges.FRESH_SECONDS", 0.2)
    whole = edge.ask(health, "/")
    count = len(bantin.asked)
    wait_until(lambda: edge.ask(health, "/") and len(bantin.asked) > count)
    again = edge.ask(health, "/")
    assert (again.status, again.content) == (200, whole.content)
    assert "Cache-Status" not in again.headers


@pytest.mark.drill("servers")
def test_an_edge_that_hangs_is_named_and_told_later(
    edge, bantin, health, health_editor, ict_admin, sign_in, settings
):
    settings.MIDDLEWARE = list_with_commits(settings.MIDDLEWARE)
    editor, ict = sign_in(health_editor), sign_in(ict_admin)
    assert is_kept(edge, bantin, health, "/")
    edge.freeze()
    try:
        told = save_hours(editor, health)
        assert edges.repeat_purges() > 0
        state = ict.get(reverse("system_state")).content.decode()
    finally:
        edge.resume()
    assert edge.url in told and edge.url in state
    assert edges.repeat_purges() == 0
    assert edge.url not in save_hours(editor, health)
    # Each is purged a second time a little later; then nothing is left of it.
    EdgePurge.objects.update(purged_at=timezone.now() - timedelta(minutes=1))
    edges.repeat_purges()
    assert not EdgePurge.objects.exists()
    assert edge.url in ict.get(reverse("system_state")).content.decode()


def save_hours(client, agency):
    """Save the opening hours of a unit; return what the editor is told then."""
    edges.forget_failures()
    path = reverse("desk:agency_opening_hours", args=[agency.pk])
    times = {"opens_0_0": "07:00", "closes_0_0": "11:00"}
    rows = {"exceptions-TOTAL_FORMS": 0, "exceptions-INITIAL_FORMS": 0}
    response = client.post(path, times | rows)
    assert response.status_code == 302
    return client.get(response["Location"]).content.decode()


def list_with_commits(middleware):
    """The middleware, with one that does after the view what waits for the end of a transaction."""
    place = middleware.index("sites.middleware.edges.EdgeNoticeMiddleware") + 1
    return [*middleware[:place], "sites.tests.test_edges.commit_middleware", *middleware[place:]]


def commit_middleware(get_response):
    def answer(request):
        response = get_response(request)
        commit()
        return response

    return answer


def test_who_reads_the_page_of_a_procedure_is_counted_at_bantin(edge, bantin, health):
    procedure = publish_procedure(health, "Cấp giấy phép")
    assert edge.ask(health, get_path(procedure)).status == 200
    assert not is_kept(edge, bantin, health, get_path(procedure))


def test_the_doctor_says_whether_an_edge_can_be_purged(edge, settings):
    assert [line.level for line in ask_doctor("edges")] == ["ok"]
    settings.EDGE_SECRET = "mot-bi-mat-khac-han"  # noqa: S105
    (wrong,) = ask_doctor("edges")
    assert (wrong.level, "answered 403" in wrong.further) == ("FAILED", True)
    settings.EDGE_URLS = ["http://127.0.0.1:9"]
    (gone,) = ask_doctor("edges")
    assert gone.level == "FAILED"
