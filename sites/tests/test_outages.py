import re
from contextlib import contextmanager
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.db import OperationalError, ProgrammingError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bulletins.models import Urgency
from bulletins.services.lifecycle import withdraw_bulletin
from bulletins.tests.factories import publish_bulletin
from conftest import commit
from home.services.feedback import sign_form_token
from ops.database import outages
from sites.models import AgencySettings
from sites.tests.factories import open_in_english
from tests.html import read_html

pytestmark = pytest.mark.django_db
TELEPHONE = "0209 3870 943"
MORNING = datetime(2026, 3, 2, 8, 30, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


@contextmanager
def failing(error):
    """Every statement fails as if the database were not there."""

    def fail(*args):
        raise error

    with connection.execute_wrapper(fail):
        yield


def away():
    return failing(OperationalError("server closed the connection unexpectedly"))


@pytest.fixture(autouse=True)
def telephone(health):
    details = AgencySettings.for_site(health.site)
    details.telephone = TELEPHONE
    details.save()


def ask(agency, path="/", method="get", **options):
    host = f"{agency.site.hostname}:{settings.SITE_PORT}"
    client = Client(raise_request_exception=False, headers={"host": host})
    return getattr(client, method)(path, **options)


def read(response):
    return read_html(response.content).get_text(" ", strip=True)


def test_a_page_that_is_kept_is_served_and_says_so_in_headers_and_words(health, clock):
    clock(MORNING)
    fresh = ask(health)
    clock(MORNING + timedelta(minutes=20))
    with away():
        stale = ask(health)
    assert (fresh.status_code, stale.status_code) == (200, 200)
    assert "Cache-Status" not in fresh.headers
    assert stale["Age"] == "1200"
    assert stale["Cache-Status"] == "Bantin; hit; ttl=2400; detail=database-away"
    bar = read_html(stale.content).select_one(".stale-bar").extract()
    assert "08:30, 02/03/2026" in bar.text
    assert bar.select_one("a")["href"] == f"tel:{TELEPHONE.replace(' ', '')}"
    without = re.sub(
        rb'\n<aside class="stale-bar".*?</aside>\n', b"", stale.content, flags=re.DOTALL
    )
    assert without == fresh.content
    assert stale["ETag"] != fresh["ETag"]


def test_what_is_not_read_by_people_is_marked_in_headers_only(health):
    path = "/ban-tin/rss.xml"
    fresh = ask(health, path)
    with away():
        stale = ask(health, path)
    assert (stale.status_code, stale.content) == (200, fresh.content)
    assert "Cache-Status" in stale.headers


@pytest.mark.parametrize(
    ("path", "words"),
    [("/lien-he/", "Bạn cần gấp, hãy gọi"), ("/en/", "What is urgent, ask by telephone")],
)
def test_what_is_not_kept_is_a_page_with_name_and_telephone(health, path, words):
    open_in_english(health)
    ask(health)
    with away():
        answer = ask(health, path)
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert answer["Cache-Control"] == "no-store"
    page = read(answer)
    assert words in page and TELEPHONE in page
    assert (health.name_en if path == "/en/" else health.name_vi) in page


def test_a_host_that_nobody_has_asked_for_is_a_page_that_names_nobody(health):
    with away():
        answer = ask(health)
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert health.name_vi not in answer.content.decode()


def test_a_page_is_served_for_the_set_time(health, clock, settings):
    settings.STALE_PAGE_HOURS = 5
    clock(MORNING)
    ask(health)
    # A page is drawn anew after an hour.
    for hours, status in ((5.9, 200), (6, 503)):
        clock(MORNING + timedelta(hours=hours))
        with away():
            assert ask(health).status_code == status


def test_after_the_end_of_an_emergency_no_page_says_that_there_is_one(health, district, clock):
    clock(MORNING)
    end = MORNING + timedelta(minutes=90)
    publish_bulletin(
        "Lũ quét", urgency=Urgency.EMERGENCY, audience=[health.own_code], valid_until=end
    )
    assert "Lũ quét" in read(ask(health))
    ask(district)
    for moment, status in ((end - timedelta(seconds=1), 200), (end, 503)):
        clock(moment)
        with away():
            assert ask(health).status_code == status
            assert ask(district).status_code == 200


def test_an_emergency_that_the_clock_has_begun_ends_in_an_outage_too(health, clock):
    clock(MORNING)
    begin, end = (MORNING + timedelta(minutes=minutes) for minutes in (20, 50))
    publish_bulletin("Lũ quét", urgency=Urgency.EMERGENCY, valid_from=begin, valid_until=end)
    assert "Lũ quét" not in read(ask(health))
    clock(begin)
    assert "Lũ quét" in read(ask(health))
    for moment, status in ((end - timedelta(seconds=1), 200), (end, 503)):
        clock(moment)
        with away():
            assert ask(health).status_code == status


def test_what_was_withdrawn_just_before_does_not_come_back(health):
    bulletin = publish_bulletin("Nước lũ")
    assert "Nước lũ" in read(ask(health))
    withdraw_bulletin(bulletin=bulletin, reason="Nhầm.", by=None)
    commit()
    with away():
        answer = ask(health)
    assert (answer.status_code, "Nước lũ" in read(answer)) == (503, False)


def test_after_a_failure_the_database_is_not_asked_again_for_a_while(health, monkeypatch):
    ask(health)
    with away():
        ask(health)
    with CaptureQueriesContext(connection) as queries:
        assert "Cache-Status" in ask(health).headers
    assert not queries.captured_queries
    start = outages.monotonic()
    monkeypatch.setattr(outages, "monotonic", lambda: start + outages.PAUSE_SECONDS)
    answer = ask(health)
    assert (answer.status_code, "Cache-Status" in answer.headers) == (200, False)


def test_what_is_drawn_without_the_database_is_not_kept(health):
    ask(health)
    with away():
        answers = [ask(health, "/robots.txt") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert not any("Cache-Status" in answer.headers for answer in answers)


def test_the_admin_is_never_served_from_it(health, sign_in, health_moderator):
    client = sign_in(health_moderator)
    client.raise_request_exception = False
    assert client.get("/admin/").status_code == 200
    with away():
        answer = client.get("/admin/")
        saved = client.post("/admin/pages/2/edit/", {"title": "Mới"})
    assert (answer.status_code, saved.status_code) == (503, 503)
    assert "chưa được lưu" in read(saved)


@pytest.mark.parametrize("path", ["/gop-y/", "/gop-y/huu-ich/"])
def test_who_writes_is_told_that_nothing_was_stored(health, path):
    ask(health)
    message = {"subject": "Đường hỏng", "message": "Ở đầu xã."}
    vote = {"useful": "1", "page": health.root_page_id, "stamp": sign_form_token(health)}
    with away():
        answer = ask(health, path, "post", data=message | vote)
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert "chưa được lưu" in read(answer)


def test_a_defect_is_still_an_error_of_the_server(health):
    ask(health)
    with failing(ProgrammingError("no such column")):
        answer = ask(health)
    assert (answer.status_code, "Retry-After" in answer.headers) == (500, False)


def test_what_is_drawn_in_an_outage_is_not_kept_for_afterwards(health):
    # What is known of a host may be older than the numbers that its website has by now.
    ask(health)
    health.short_name = "Y tế tỉnh"
    health.save()
    commit()
    with away():
        ask(health, "/hien-thi/")
    outages.database_circuit.close()
    link = read_html(ask(health, "/lien-he/").content).select_one("[rel=search]")
    assert link["title"] == "Y tế tỉnh"
