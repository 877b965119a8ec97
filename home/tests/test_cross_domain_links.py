from datetime import date
from urllib.parse import urlencode

import pytest
from django.conf import settings

from home.inline_script import COOKIE_NAME
from home.tests.display import make_reader
from sites.models import Kind
from sites.services.archiving import archive_agency
from sites.tests.factories import create_agency
from tests.html import read_html

pytestmark = pytest.mark.django_db

RECEIVE = "/hien-thi/nhan/"
APART = "soyte.example.vn"


def provision_apart(code="rieng", host=APART, kind=Kind.BOARD):
    return create_agency(code, kind, host=host, name_vi=f"Ban {code}")


@pytest.fixture
def apart():
    """A website under a domain of its own."""
    return provision_apart()


def offered(client):
    main = read_html(client.get("/hien-thi/").content).main
    return {one["href"]: one.text for one in main.select('a[rel="nofollow"]')}


def link_to(agency, value):
    query = urlencode({"v": value, "den": "/hien-thi/"})
    return f"{agency.root_url}{RECEIVE}?{query}"


def test_a_choice_is_offered_to_websites_under_another_domain(health, province, apart):
    assert offered(make_reader(health, "s3.c2")) == {link_to(apart, "s3.c2"): "Ban rieng"}
    words = f"mọi trang web có tên miền {settings.BASE_DOMAIN}"
    assert offered(make_reader(apart, "s3.c2")) == {link_to(province, "s3.c2"): words}


def test_two_domains_of_their_own_are_offered_to_each_other(province, apart):
    other = provision_apart("khac", "khac.example.vn")
    assert set(offered(make_reader(apart, "u1"))) == {link_to(province, "u1"), link_to(other, "u1")}


def test_nothing_is_offered_without_a_choice_or_to_a_unit_that_has_ended(health, apart):
    assert offered(make_reader(health)) == offered(make_reader(health, "nonsense")) == {}
    archive_agency(agency=apart, successors=[health], ended_on=date(2026, 1, 1), by=None)
    assert offered(make_reader(health, "s3")) == {}


def test_propagation_the_offer_keeps_the_choice_there(health, apart):
    [address] = offered(make_reader(health, "s3.l1.c2.u1"))
    path = address.removeprefix(apart.root_url)
    client = make_reader(apart)
    answer = client.get(
        path, headers={"sec-fetch-site": "cross-site", "sec-fetch-dest": "document"}
    )
    assert (answer.status_code, answer["Location"]) == (303, "/hien-thi/")
    assert answer.cookies[COOKIE_NAME].value == "s3.l1.c2.u1"
    assert answer.cookies[COOKIE_NAME]["domain"] == ""
    assert "no-store" in answer["Cache-Control"]


def test_back_on_the_domain_that_websites_share_it_holds_for_all(province, apart):
    path = link_to(province, "s3").removeprefix(province.root_url)
    assert make_reader(province).get(path).cookies[COOKIE_NAME]["domain"] == settings.BASE_DOMAIN


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("s3.c9.x1", "s3"),
        ("", ""),
        ("s1.l0", ""),
        ("c1; Domain=evil", ""),
        ("u1" + ".x" * 50, "u1"),
    ],
)
def test_what_is_unknown_is_dropped_on_the_way(apart, value, kept):
    client = make_reader(apart, "s4")
    cookie = client.get(RECEIVE, {"v": value, "den": "/"}).cookies[COOKIE_NAME]
    assert cookie.value == kept


@pytest.mark.parametrize(
    "target",
    ["", "//evil.example", "https://evil.example/", "/\\evil.example", "\\\\evil.example"]
    + ["/\t/evil.example", "javascript:alert(1)", "evil.example", "http:///evil.example"],
)
def test_the_offer_leads_nowhere_but_to_the_website_itself(apart, target):
    answer = make_reader(apart).get(RECEIVE, {"v": "s3", "den": target})
    assert (answer.status_code, answer["Location"]) == (303, "/")


@pytest.mark.parametrize("way", ["image", "iframe", "script", "empty", "embed"])
def test_a_page_elsewhere_changes_nothing_by_embedding_the_address(apart, way):
    headers = {"sec-fetch-site": "cross-site", "sec-fetch-dest": way}
    answer = make_reader(apart).get(RECEIVE, {"v": "s4.c2", "den": "/"}, headers=headers)
    assert (answer.status_code, dict(answer.cookies)) == (403, {})
