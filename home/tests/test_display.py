from functools import partial

import pytest
from django.conf import settings
from django.test import Client

from home.display import get_cookie_domain
from home.inline_script import COOKIE_NAME
from home.tests.display import make_reader
from sites.models import Kind
from sites.tests.factories import create_agency
from tests.html import read_html

pytestmark = pytest.mark.django_db

CHOOSE = "/hien-thi/dat/"
YEAR = 365 * 24 * 60 * 60


@pytest.fixture
def reader(health):
    """Somebody whose browser keeps cookies."""
    client = make_reader(health)
    client.post = partial(client.post, CHOOSE)
    return client


def chosen(reader):
    cookie = reader.cookies.get(COOKIE_NAME)
    return cookie.value if cookie else ""


@pytest.mark.parametrize(
    ("kept", "action", "then"),
    [
        ("", "larger", "s2"),
        ("s2", "larger", "s3"),
        ("s3", "larger", "s4"),
        ("s4", "larger", "s4"),
        ("", "smaller", "s0"),
        ("s0", "smaller", "s0"),
        ("s3", "smaller", "s2"),
        ("s4", "normal", ""),
        ("s2", "smaller", ""),
        ("s0", "larger", ""),
        ("s3", "", "s3"),
        ("s3", "huge", "s3"),
        ("", "s3", "s3"),
        ("s3", "s1", ""),
        ("s3", "s9", "s3"),
        ("nonsense", "larger", "s2"),
        ("s2.x9.c1", "larger", "s3.c1"),
        ("", "l1", "l1"),
        ("s3.u1", "c2", "s3.c2.u1"),
        ("u1.c2.s3", "l1", "s3.l1.c2.u1"),
        ("s3.c2", "c0", "s3"),
        ("c2", "c3", "c3"),
        ("s3.l1.c2.u1", "normal", "l1.c2.u1"),
        ("s3.l1.c2.u1", "reset", ""),
        ("s3", "s1.l1.c0.u0", "l1"),
        ("s3.c4", "c9", "s3"),
        ("s3", "s4" + ".l1" * 99, "s4.l1"),
    ],
)
def test_each_button_changes_its_choice_alone_and_the_ends_hold(reader, kept, action, then):
    if kept:
        reader.cookies[COOKIE_NAME] = kept
    assert reader.post({"choice": action}).status_code == 303
    assert chosen(reader) == then


def test_pressing_nothing_changes_nothing(reader):
    reader.cookies[COOKIE_NAME] = "s3"
    reader.post({})
    assert chosen(reader) == "s3"


def test_a_choice_is_kept_for_a_year_on_all_websites_under_the_domain(reader):
    cookie = reader.post({"choice": "larger"}).cookies[COOKIE_NAME]
    assert (cookie["max-age"], cookie["domain"], cookie["path"]) == (
        YEAR,
        settings.BASE_DOMAIN,
        "/",
    )
    assert cookie["samesite"] == "Lax"
    # Scripts read it; without encryption it cannot be marked as needing it.
    assert not cookie["httponly"] and not cookie["secure"]


def test_over_https_a_choice_is_kept_for_https(reader):
    assert reader.post({"choice": "larger"}, secure=True).cookies[COOKIE_NAME]["secure"]


def test_the_design_takes_the_cookie_away_again(reader):
    reader.post({"choice": "larger"})
    cookie = reader.post({"choice": "normal"}).cookies[COOKIE_NAME]
    assert (cookie["max-age"], cookie["domain"], cookie["samesite"]) == (
        0,
        settings.BASE_DOMAIN,
        "Lax",
    )


def test_an_agency_with_a_domain_of_its_own_keeps_the_choice_for_itself():
    host = "soyte.example.vn"
    create_agency("rieng", Kind.BOARD, host=host)
    client = Client(headers={"host": host})
    assert client.post(CHOOSE, {"choice": "larger"}).cookies[COOKIE_NAME]["domain"] == ""
    form = read_html(client.get("/").content).select_one(".display-toolbar")
    assert form["data-cookie-domain"] == ""


@pytest.mark.parametrize(
    ("host", "shared"),
    [
        (f"babe.{settings.BASE_DOMAIN}", True),
        (f"babe.{settings.BASE_DOMAIN}:8000", True),
        (f"a.b.{settings.BASE_DOMAIN}", True),
        (settings.BASE_DOMAIN, True),
        (f"evil{settings.BASE_DOMAIN}", False),
        (f"{settings.BASE_DOMAIN}.evil.example", False),
        ("127.0.0.1:8000", False),
        ("[::1]:8000", False),
    ],
)
def test_only_hosts_under_the_domain_share_a_choice(host, shared):
    assert get_cookie_domain(host) == (settings.BASE_DOMAIN if shared else None)


@pytest.mark.parametrize(
    "path", ["/", "/ban-tin/?trang=2", "/tim-kiem/?q=ch%E1%BB%A3&scope=all", "/khong-co/"]
)
def test_the_reader_is_led_back_to_the_page(reader, path):
    answer = reader.post({"choice": "larger", "next": path})
    assert (answer.status_code, answer["Location"]) == (303, path)


@pytest.mark.parametrize(
    "target",
    ["", "//evil.example", "///evil.example", "https://evil.example/", "http:///evil.example"]
    + ["\\evil.example", "/\\evil.example", "\\\\evil.example", "/\t/evil.example", "evil.example"]
    + ["javascript:alert(1)", " //evil.example", "/\n/evil.example", "\x00//evil.example"],
)
def test_nobody_is_led_to_another_website(reader, target):
    answer = reader.post({"choice": "larger", "next": target})
    assert (answer.status_code, answer["Location"]) == (303, "/")


@pytest.mark.parametrize("target", ["/a\r\nSet-Cookie: x=1", "/" + "a" * 3000, "/%0d%0aX: 1"])
def test_no_target_breaks_the_way_back(reader, target):
    answer = reader.post({"choice": "larger", "next": target})
    assert answer.status_code in {303, 400}
    assert set(answer.cookies) <= {COOKIE_NAME}


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 303),
        ({"sec-fetch-site": "same-origin"}, 303),
        ({"sec-fetch-site": "none"}, 303),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "x"}, 403),
        ({"origin": "http://{host}"}, 303),
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "http://{host}.evil.example"}, 403),
        ({"origin": "http://evil.example/{host}"}, 403),
        ({"origin": "http://user@{host}"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": ""}, 403),
        ({"origin": "http://["}, 403),
        ({"origin": "http://{host}", "sec-fetch-site": "cross-site"}, 403),
    ],
)
def test_only_our_own_pages_may_send_the_form(reader, health, headers, status):
    host = f"{health.site.hostname}:{settings.SITE_PORT}"
    headers = {name: value.format(host=host) for name, value in headers.items()}
    answer = reader.post({"choice": "larger"}, headers=headers)
    assert answer.status_code == status
    assert chosen(reader) == ("s2" if status == 303 else "")


def test_no_token_is_needed_since_a_page_that_caches_keep_cannot_hold_one(health):
    host = f"{health.site.hostname}:{settings.SITE_PORT}"
    client = Client(enforce_csrf_checks=True, headers={"host": host})
    assert client.post(CHOOSE, {"choice": "larger"}).status_code == 303


def test_the_script_gets_its_cookie_without_a_page(reader):
    answer = reader.post({"choice": "s3", "scripted": "1"})
    assert (answer.status_code, answer.content, chosen(reader)) == (204, b"", "s3")


@pytest.mark.parametrize("method", ["get", "head", "put", "delete"])
def test_looking_at_the_address_changes_nothing(reader, method):
    answer = getattr(reader, method)(CHOOSE)
    assert answer.status_code == 405
    assert not answer.cookies
