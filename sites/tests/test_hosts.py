import re

import pytest
from django.conf import settings
from django.test import Client
from wagtail.models import Site

from sites.caching.hosts import resolve_host
from sites.tests.factories import create_host_alias
from tests.html import read_html

HEALTH = f"soyte.{settings.BASE_DOMAIN}"
UNKNOWN = f"nobody.{settings.BASE_DOMAIN}"


@pytest.mark.parametrize(
    "host",
    [
        HEALTH,
        f"{HEALTH}:8000",
        f"{HEALTH}:1",
        "SoYTe.BacKan.LocalHost",
        f"{HEALTH}.",
        f"{HEALTH}.:8000",
    ],
)
def test_a_host_leads_to_its_agency_whatever_its_port_case_and_closing_dot(
    health, anonymous, visit, host
):
    response = anonymous(host).get("/tin-tuc/")
    assert response.status_code == 200
    assert response.wsgi_request.agency == health
    assert response.content == visit(health, "/tin-tuc/").content


def test_each_host_shows_its_own_agency_and_no_other(health, district, visit):
    ours, theirs = visit(health).content.decode(), visit(district).content.decode()
    assert health.name_vi in ours
    assert district.name_vi in theirs
    assert district.name_vi not in ours
    assert health.name_vi not in theirs


def test_wagtail_is_told_the_agencys_site_and_need_not_ask(
    health, district, visit, django_assert_num_queries
):
    Site.objects.filter(pk=district.site_id).update(is_default_site=True)
    request = visit(health).wsgi_request
    with django_assert_num_queries(0):
        assert Site.find_for_request(request) == health.site


def test_wagtail_does_not_take_its_default_site_for_the_admins(district, anonymous):
    Site.objects.filter(pk=district.site_id).update(is_default_site=True)
    request = anonymous(settings.ADMIN_HOST).get("/").wsgi_request
    assert Site.find_for_request(request) is None


def test_a_known_host_costs_one_query(health, visit, django_assert_num_queries):
    visit(health, "/robots.txt")
    with django_assert_num_queries(1):
        assert visit(health, "/robots.txt").status_code == 200
    with django_assert_num_queries(1):
        address = resolve_host(HEALTH)
        assert address.root_url == f"http://{HEALTH}:8000"
        assert address.load_site().settings.accent == "lam"


def test_a_host_is_looked_up_in_few_queries(health, django_assert_max_num_queries):
    with django_assert_max_num_queries(11):
        assert resolve_host(HEALTH).load_site().agency == health


def test_looking_for_an_unknown_host_costs_the_same_two_queries_each_time(
    db, django_assert_num_queries
):
    for _ in range(2):
        with django_assert_num_queries(2):
            assert resolve_host(UNKNOWN) is None


def test_an_alias_leads_permanently_to_the_same_path_and_query(health, anonymous):
    create_host_alias(health, "yte-cu.vn")
    response = anonymous("YTE-cu.vn:81").get("/tin-tuc/?trang=2&q=l%C5%A9&q=2")
    assert response.status_code == 301
    assert response["Location"] == f"http://{HEALTH}:8000/tin-tuc/?trang=2&q=l%C5%A9&q=2"
    assert not response.cookies


@pytest.mark.parametrize(
    "path", ["//evil.example/", "/\\evil.example", "/\r\nX-Evil: 1", "@evil.example"]
)
def test_an_alias_leads_to_its_own_agency_only(health, anonymous, path):
    create_host_alias(health, "yte-cu.vn")
    response = anonymous("yte-cu.vn").get("/", PATH_INFO=path)
    assert response["Location"].startswith(f"http://{HEALTH}:8000/")
    assert "\n" not in response["Location"]


@pytest.mark.parametrize(
    "path",
    ["/", "/tin-tuc/", "/ban-tin/", "/tim-kiem/?q=y", "/admin/", "/robots.txt", "/en/", "/media/x"],
)
def test_an_unknown_host_gets_a_plain_page_that_names_nobody(
    health, district, province, anonymous, path
):
    response = anonymous(UNKNOWN).get(path)
    assert response.status_code == 421
    html = response.content.decode()
    assert read_html(html).html["lang"] == "vi"
    assert UNKNOWN in html
    for agency in (health, district, province):
        assert agency.name_vi not in html
        assert agency.site.hostname not in html
    assert set(re.findall(r'<a [^>]*href="([^"]*)"', html)) == set()
    assert not response.cookies


def test_in_development_an_unknown_host_gets_links_to_every_site(
    health, district, province, anonymous, settings
):
    settings.SHOW_SITES_TO_UNKNOWN_HOSTS = True
    response = anonymous(UNKNOWN).get("/tin-tuc/")
    assert response.status_code == 421
    links = re.findall(r'<a [^>]*href="([^"]*)"', response.content.decode())
    assert links == [f"{agency.root_url}/" for agency in (province, health, district)]


@pytest.mark.parametrize(
    "host",
    [
        "",
        "two words",
        "under_score.vn",
        "x:y:z",
        f"{HEALTH}:port",
        f"{HEALTH}/x",
        f"{HEALTH}@evil.example",
        f"evil.example#{HEALTH}",
        "<script>alert(1)</script>",
        "[::1",
        "y\u1ebf.vn",
    ],
)
def test_a_malformed_host_is_an_unknown_one(db, host):
    response = Client(headers={"host": host}).get("/")
    assert response.status_code == 421
    assert "<script>" not in response.content.decode()


def test_a_request_without_a_host_is_one_to_an_unknown_one(db):
    assert Client().get("/").status_code == 421


@pytest.mark.parametrize("host", [HEALTH, settings.ADMIN_HOST, UNKNOWN])
def test_a_request_for_no_path_at_all_does_not_break_down(health, anonymous, host):
    assert anonymous(host).options("/", PATH_INFO="*").status_code < 500


def test_a_directory_alias_leads_to_the_directory(db, anonymous):
    response = anonymous("localhost:8000").get("/tin-tuc/?trang=2")
    assert response.status_code == 302
    assert response["Location"] == f"http://{settings.ADMIN_HOST}:8000/"


def test_the_processes_of_websites_refuse_the_admins_host_and_those_of_the_admin_all_others(
    health, anonymous, settings
):
    create_host_alias(health, "yte-cu.vn")
    hosts = (HEALTH, "yte-cu.vn", settings.ADMIN_HOST, f"{settings.ADMIN_HOST}.", "localhost")

    def list_statuses():
        return [anonymous(host).get("/").status_code for host in hosts]

    assert list_statuses() == [200, 301, 200, 200, 302]
    settings.SERVES = "websites"
    assert list_statuses() == [200, 301, 421, 421, 302]
    settings.SERVES = "admin"
    assert list_statuses() == [421, 421, 200, 200, 421]
    assert anonymous(HEALTH).get("/healthz").status_code == 200


def test_the_processes_of_the_admin_show_drafts_as_the_website_would(
    health, health_editor, sign_in, settings
):
    settings.SERVES = "admin"
    draft = sign_in(health_editor).get(f"/admin/pages/{health.root_page_id}/view_draft/")
    assert draft.status_code == 200
    assert read_html(draft.content).select_one(".brand-name").text == health.name_vi
