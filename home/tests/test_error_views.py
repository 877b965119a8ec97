import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, OperationalError, connection
from django.db.models.signals import post_save
from django.test import Client
from django.urls import reverse

from bulletins.services.lifecycle import withdraw_bulletin
from bulletins.tests.factories import publish_bulletin
from home.inline_script import COOKIE_NAME
from home.services.feedback import sign_form_token
from home.views import feedback, site_map
from ops.models import Incident
from sites.models import AgencySettings
from sites.tests.factories import open_in_english
from tests.html import read_html

pytestmark = pytest.mark.django_db


@pytest.fixture
def client_of():
    def client(agency):
        host = f"{agency.site.hostname}:{settings.SITE_PORT}"
        return Client(headers={"host": host}, raise_request_exception=False)

    return client


@pytest.fixture
def telephone(health):
    details = AgencySettings.for_site(health.site)
    details.accent, details.telephone = "man", "0209 3000 117"
    details.save()
    return details.telephone


@pytest.mark.parametrize(("kept", "shown"), [("s4.c2", "s4 c2"), ('s9"><b>', None), ("", None)])
def test_a_page_that_breaks_down_has_the_size_of_text_that_was_chosen(
    client_of, monkeypatch, health, kept, shown
):
    monkeypatch.setattr(site_map, "build_site_map", refuse)
    client = client_of(health)
    client.cookies[COOKIE_NAME] = kept
    unknown = Client(headers={"host": "khong-co.backan.localhost"})
    unknown.cookies[COOKIE_NAME] = kept
    for response in (client.get("/so-do/"), unknown.get("/")):
        assert response.status_code in {500, 421}
        assert read_html(response.content).html.get("data-display") == shown


def ways_on(soup):
    return {link["href"] for link in soup.main.select("a")}


def refuse(*args):
    raise DatabaseError("gone")


def test_a_page_that_breaks_down_names_the_unit_and_the_ways_on(
    client_of, monkeypatch, health, telephone
):
    open_in_english(health)
    monkeypatch.setattr(site_map, "build_site_map", refuse)
    for path, language, search in (
        ("/so-do/", "vi", "/tim-kiem/"),
        ("/en/so-do/", "en", "/en/tim-kiem/"),
    ):
        response = client_of(health).get(path)
        assert response.status_code == 500
        soup = read_html(response.content)
        assert (soup.html["lang"], soup.html["data-accent"]) == (language, "man")
        assert soup.select_one(".brand-name").text == "Sở Y tế"
        assert soup.main.select(f'form[action="{search}"] input[name="q"]')
        assert soup.main.select('a[href="tel:02093000117"]')
    assert {"/en/", "/en/ban-tin/", "/en/so-do/", "/en/co-quan/"} <= ways_on(soup)


def test_a_reader_is_told_whom_to_call_when_the_database_is_gone(
    client_of, visit, health, district, telephone
):
    visit(health, "/")
    with connection.execute_wrapper(refuse):
        known = client_of(health).get("/lien-he/")
        unknown = client_of(district).get("/lien-he/")
    assert known.status_code == unknown.status_code == 500
    soup = read_html(known.content)
    assert soup.select_one(".brand-name").text == "Sở Y tế"
    assert soup.main.select('a[href="tel:02093000117"]')
    plain = read_html(unknown.content)
    assert plain.h1.text and not plain.select(".brand-name, form")


def test_missing_and_withdrawn_pages_have_search_menu_and_ways_on(
    visit, health, telephone, ict_publisher
):
    gone = publish_bulletin("Tin")
    withdraw_bulletin(bulletin=gone, reason="Nhầm", by=ict_publisher)
    for path, status in (("/khong-co/", 404), ("/ban-tin/tin/", 410)):
        response = visit(health, path)
        assert response.status_code == status
        soup = read_html(response.content)
        assert {"/", "/ban-tin/", "/so-do/", "/co-quan/", "tel:02093000117"} <= ways_on(soup)
        assert soup.main.select('form[action="/tim-kiem/"]')
        assert soup.select('.site-nav a[href="/tin-tuc/"]')


def test_what_may_not_be_seen_is_said_in_the_units_frame(client_of, monkeypatch, health):
    def forbid(*args):
        raise PermissionDenied

    monkeypatch.setattr(site_map, "build_site_map", forbid)
    response = client_of(health).get("/so-do/")
    assert response.status_code == 403
    soup = read_html(response.content)
    assert soup.select_one(".brand-name").text == "Sở Y tế"
    assert "/so-do/" in ways_on(soup)


def lose(*args):
    raise OperationalError("server closed the connection unexpectedly")


@pytest.mark.parametrize(("prefix", "words"), [("", "thử lại"), ("/en", "try again")])
def test_nobody_is_asked_to_try_again_where_it_would_not_help(
    client_of, monkeypatch, health, prefix, words
):
    open_in_english(health)
    client = client_of(health)
    path = f"{prefix}/so-do/"
    assert client.get(f"{prefix}/tiep-can/").status_code == 200
    monkeypatch.setattr(site_map, "build_site_map", refuse)
    for response in (client.get(path), client.post(path)):
        assert response.status_code == 500
        assert words not in response.text.lower()
    with connection.execute_wrapper(lose):
        away = client.get(f"{prefix}/co-quan/")
    assert away.status_code == 503 and words in away.text.lower()


def test_who_has_sent_something_is_told_what_became_of_it(client_of, monkeypatch, health):
    monkeypatch.setattr(feedback, "create_feedback", refuse)
    fields = {"stamp": sign_form_token(health), "subject": "Đèn", "message": "Hỏng"}
    response = client_of(health).post("/gop-y/", fields)
    assert response.status_code == 500
    assert "có thể chưa tới nơi" in response.text and "vẫn còn ở đó" in response.text


@pytest.fixture
def broken_admin(sign_in, ict_admin):
    """A client of the admin for whom no incident can be added."""

    def fail(**kwargs):
        raise ValueError

    client = sign_in(ict_admin)
    client.raise_request_exception = False
    post_save.connect(fail, sender=Incident)
    yield client
    post_save.disconnect(fail, sender=Incident)


INCIDENT = {"title": "Mất điện", "text": "…", "service": "websites", "since": "2026-12-01 08:00"}


@pytest.mark.parametrize(
    ("referer", "link"),
    [
        ("http://{host}/admin/su-co/new/?a=1", "/admin/su-co/new/?a=1"),
        ("http://elsewhere.example/admin/", None),
        ("javascript:alert(1)", None),
        ("", None),
    ],
)
def test_the_admin_leads_back_to_the_form_from_which_it_was_sent(broken_admin, referer, link):
    host = f"{settings.ADMIN_HOST}:{settings.SITE_PORT}"
    headers = {"referer": referer.format(host=host)} if referer else {}
    response = broken_admin.post("/admin/su-co/new/", INCIDENT, headers=headers)
    assert response.status_code == 500 and not Incident.objects.exists()
    assert "chưa có gì được lưu hay thay đổi" in response.text
    found = ways_on(read_html(response.content))
    own = {reverse("wagtailadmin_home")} | {one for one in found if "/loi/" in one}
    assert found == own | ({link} if link else set())


@pytest.mark.parametrize("table", ["", "ops_worker"])
def test_the_admin_says_when_the_database_is_away(sign_in, ict_admin, table):
    """Away from the beginning, or only when the screen itself asks."""

    def lose_table(execute, sql, *args):
        return lose() if table in sql else execute(sql, *args)

    client = sign_in(ict_admin)
    client.raise_request_exception = False
    with connection.execute_wrapper(lose_table):
        page = client.get("/admin/viec-nen/")
        script = client.get("/admin/viec-nen/", headers={"accept": "application/json"})
    assert (page.status_code, script.status_code) == (503, 503)
    assert page["Retry-After"] and "Hãy thử lại" in page.text
    assert "Hãy thử lại" in script.json()["error"]
