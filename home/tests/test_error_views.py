import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection
from django.test import Client

from bulletins.services.lifecycle import withdraw_bulletin
from bulletins.tests.factories import publish_bulletin
from home.inline_script import COOKIE_NAME
from home.views import site_map
from sites.models import AgencySettings
from sites.tests.factories import open_in_english

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
        assert BeautifulSoup(response.content, "html.parser").html.get("data-display") == shown


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
        soup = BeautifulSoup(response.content, "html.parser")
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
    soup = BeautifulSoup(known.content, "html.parser")
    assert soup.select_one(".brand-name").text == "Sở Y tế"
    assert soup.main.select('a[href="tel:02093000117"]')
    plain = BeautifulSoup(unknown.content, "html.parser")
    assert plain.h1.text and not plain.select(".brand-name, form")


def test_missing_and_withdrawn_pages_have_search_menu_and_ways_on(
    visit, health, telephone, ict_publisher
):
    gone = publish_bulletin("Tin")
    withdraw_bulletin(bulletin=gone, reason="Nhầm", by=ict_publisher)
    for path, status in (("/khong-co/", 404), ("/ban-tin/tin/", 410)):
        response = visit(health, path)
        assert response.status_code == status
        soup = BeautifulSoup(response.content, "html.parser")
        assert {"/", "/ban-tin/", "/so-do/", "/co-quan/", "tel:02093000117"} <= ways_on(soup)
        assert soup.main.select('form[action="/tim-kiem/"]')
        assert soup.select('.site-nav a[href="/tin-tuc/"]')


def test_what_may_not_be_seen_is_said_in_the_units_frame(client_of, monkeypatch, health):
    def forbid(*args):
        raise PermissionDenied

    monkeypatch.setattr(site_map, "build_site_map", forbid)
    response = client_of(health).get("/so-do/")
    assert response.status_code == 403
    soup = BeautifulSoup(response.content, "html.parser")
    assert soup.select_one(".brand-name").text == "Sở Y tế" and "/so-do/" in ways_on(soup)
