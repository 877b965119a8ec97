import re

import pytest
from django.conf import settings
from django.test import Client

from accounts.tests.factories import create_user
from sites.models import Agency

ADMIN = f"{settings.ADMIN_HOST}:{settings.SITE_PORT}"
WEBSITE_PATHS = [
    "/tin-tuc/",
    "/ban-tin/",
    "/ban-tin/luu-tru/",
    "/ban-tin/rss.xml",
    "/tim-kiem/",
    "/co-quan/",
    "/hien-thi/",
    "/hien-thi/dat/",
    "/gioi-thieu/chuc-nang-nhiem-vu/",
    "/so-y-te/",
    "/documents/1/x.pdf",
]
ADMIN_PATHS = [
    "/admin/",
    "/admin/login/",
    "/tai-khoan/",
    "/tai-khoan/dang-nhap/",
    "/tai-khoan/quen-mat-khau/",
    "/admin/pages/",
    "/admin/agencies/",
    "/admin/no-such-page/",
    "/ADMIN/",
]


def links_of(response):
    assert response.status_code == 200
    return re.findall(r'<a [^>]*href="([^"]*)"', response.content.decode())


def test_the_front_is_the_directory_of_all_agencies_and_the_way_to_sign_in(
    province, health, district, anonymous, django_assert_max_num_queries
):
    with django_assert_max_num_queries(5):
        response = anonymous(ADMIN).get("/")
    assert links_of(response) == [
        "/admin/",
        *(f"{agency.root_url}/" for agency in (province, health, district)),
    ]
    for agency in (province, health, district):
        assert agency.name_vi in response.content.decode()


def test_the_directory_has_a_way_to_sign_in_where_there_is_no_agency_yet(db, anonymous):
    Agency.objects.update(parent=None)
    Agency.objects.all().delete()
    assert links_of(anonymous(ADMIN).get("/")) == ["/admin/"]


def test_the_admin_leads_to_the_sign_in(db, anonymous):
    client = anonymous(ADMIN)
    response = client.get("/admin/pages/")
    assert response.status_code == 302
    assert response["Location"] == "/tai-khoan/dang-nhap/?next=/admin/pages/"
    assert client.get(response["Location"]).status_code == 200


@pytest.mark.parametrize("path", WEBSITE_PATHS)
def test_the_admins_host_has_no_website(health, ict_admin, sign_in, anonymous, path):
    assert anonymous(ADMIN).get(path).status_code == 404
    assert sign_in(ict_admin).get(path).status_code == 404


@pytest.mark.parametrize("path", ADMIN_PATHS)
def test_a_website_has_no_admin_not_even_for_a_superuser(health, ict_admin, visit, path):
    assert visit(health, path).status_code == 404
    client = Client(headers={"host": health.site.hostname})
    client.force_login(ict_admin)
    assert client.get(path).status_code == 404
    assert client.post(path, {"username": "x", "password": "x"}).status_code == 404


def test_robots_are_kept_out_of_the_admins_host(db, anonymous):
    response = anonymous(ADMIN).get("/robots.txt")
    assert response.content.decode().splitlines() == ["User-agent: *", "Disallow: /"]


def test_the_admin_leads_to_each_page_on_its_own_website(health, district, sign_in, ict_admin):
    for agency in (health, district):
        news = agency.root_page.get_children().get(slug="tin-tuc")
        html = sign_in(ict_admin).get(f"/admin/pages/{news.pk}/edit/").content.decode()
        assert f'href="{agency.root_url}/tin-tuc/"' in html


def test_a_website_does_not_tell_an_address_of_the_admin_from_any_other(health, visit):
    answers = [visit(health, path) for path in ("/admin/x/", "/amdin/x/")]
    # Each has a number of its own.
    pages = [answer.content.decode().replace(answer["X-Request-Id"], "") for answer in answers]
    assert pages[0] == pages[1].replace("/amdin/", "/admin/")


@pytest.mark.parametrize("path", ["/admin/login/", "/tai-khoan/dang-nhap/", "/_util/login/"])
def test_nobody_can_sign_in_at_a_website(health, health_editor, path):
    client = Client(headers={"host": health.site.hostname})
    words = {"login": "health-editor", "username": "health-editor", "password": "mật-khẩu-dài"}
    response = client.post(path, words)
    assert response.status_code == 404
    assert not response.cookies


def test_the_cookies_of_the_admin_belong_to_its_host_alone(health, health_editor, anonymous):
    client = anonymous(ADMIN)
    client.get("/tai-khoan/dang-nhap/")
    words = {"login": "health-editor", "password": "mật-khẩu-dài"}
    response = client.post("/tai-khoan/dang-nhap/", words)
    assert response["Location"] == "/admin/"
    assert set(client.cookies) == {"csrftoken", "sessionid"}
    for cookie in client.cookies.values():
        assert (cookie["domain"], cookie["path"]) == ("", "/")
        assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


@pytest.mark.parametrize("person", ["health_editor", "ict_author", "ict_admin"])
def test_people_with_a_role_reach_the_admin(request, sign_in, person):
    assert sign_in(request.getfixturevalue(person)).get("/admin/").status_code == 200


def test_somebody_without_a_role_does_not_reach_the_admin(sign_in, outsider):
    response = sign_in(outsider).get("/admin/")
    assert response.status_code == 302
    assert response["Location"] == "/tai-khoan/dang-nhap/?next=/admin/"


def test_somebody_who_has_left_does_not_reach_the_admin(sign_in, health):
    former = create_user("former", health.editors, is_active=False)
    assert sign_in(former).get("/admin/").status_code == 302
