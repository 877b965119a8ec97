from functools import partial

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.test import Client

from home.display.boot import BOOT_SCRIPT, COOKIE_NAME
from home.display.choices import TEXT_SIZES
from home.display.views import RULES_FILE, cookie_domain
from sites.models import Kind
from sites.provisioning import provision_agency

pytestmark = pytest.mark.django_db

CHOOSE = "/hien-thi/dat/"
YEAR = 365 * 24 * 60 * 60


@pytest.fixture
def reader(health):
    """Somebody whose browser keeps cookies."""
    host = f"{health.site.hostname}:{settings.SITE_PORT}"
    client = Client(headers={"host": host})
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
        ("s2.c1", "larger", "s2"),
    ],
)
def test_each_button_leads_one_step_on_and_the_ends_hold(reader, kept, action, then):
    if kept:
        reader.cookies[COOKIE_NAME] = kept
    assert reader.post({"size": action}).status_code == 303
    assert chosen(reader) == then


def test_pressing_nothing_changes_nothing(reader):
    reader.cookies[COOKIE_NAME] = "s3"
    reader.post({})
    assert chosen(reader) == "s3"


def test_a_choice_is_kept_for_a_year_on_all_websites_under_the_domain(reader):
    cookie = reader.post({"size": "larger"}).cookies[COOKIE_NAME]
    assert (cookie["max-age"], cookie["domain"], cookie["path"]) == (
        YEAR,
        settings.BASE_DOMAIN,
        "/",
    )
    assert cookie["samesite"] == "Lax"
    # Scripts read it; without encryption it cannot be marked as needing it.
    assert not cookie["httponly"] and not cookie["secure"]


def test_over_https_a_choice_is_kept_for_https(reader):
    assert reader.post({"size": "larger"}, secure=True).cookies[COOKIE_NAME]["secure"]


def test_the_default_size_takes_the_cookie_away_again(reader):
    reader.post({"size": "larger"})
    cookie = reader.post({"size": "normal"}).cookies[COOKIE_NAME]
    assert (cookie["max-age"], cookie["domain"], cookie["samesite"]) == (
        0,
        settings.BASE_DOMAIN,
        "Lax",
    )


def test_an_agency_with_a_domain_of_its_own_keeps_the_choice_for_itself():
    host = "soyte.example.vn"
    provision_agency(code="rieng", kind=Kind.BOARD, name_vi="Riêng", host=host)
    client = Client(headers={"host": host})
    assert client.post(CHOOSE, {"size": "larger"}).cookies[COOKIE_NAME]["domain"] == ""
    form = BeautifulSoup(client.get("/").content, "html.parser").select_one(".display-toolbar")
    assert form["data-cookie-domain"] == ""


@pytest.mark.parametrize(
    ("host", "shared"),
    [
        (f"babe.{settings.BASE_DOMAIN}", True),
        (f"babe.{settings.BASE_DOMAIN}:8000", True),
        (f"a.b.{settings.BASE_DOMAIN}", True),
        (f"evil{settings.BASE_DOMAIN}", False),
        (f"{settings.BASE_DOMAIN}.evil.example", False),
        ("127.0.0.1:8000", False),
        ("[::1]:8000", False),
    ],
)
def test_only_hosts_under_the_domain_share_a_choice(host, shared):
    assert cookie_domain(host) == (settings.BASE_DOMAIN if shared else None)


@pytest.mark.parametrize(
    "path", ["/", "/ban-tin/?trang=2", "/tim-kiem/?q=ch%E1%BB%A3&scope=all", "/khong-co/"]
)
def test_the_reader_is_led_back_to_the_page(reader, path):
    answer = reader.post({"size": "larger", "next": path})
    assert (answer.status_code, answer["Location"]) == (303, path)


@pytest.mark.parametrize(
    "target",
    ["", "//evil.example", "///evil.example", "https://evil.example/", "http:///evil.example"]
    + ["\\evil.example", "/\\evil.example", "\\\\evil.example", "/\t/evil.example", "evil.example"]
    + ["javascript:alert(1)", " //evil.example", "/\n/evil.example", "\x00//evil.example"],
)
def test_nobody_is_led_to_another_website(reader, target):
    answer = reader.post({"size": "larger", "next": target})
    assert (answer.status_code, answer["Location"]) == (303, "/")


@pytest.mark.parametrize("target", ["/a\r\nSet-Cookie: x=1", "/" + "a" * 3000, "/%0d%0aX: 1"])
def test_no_target_breaks_the_way_back(reader, target):
    answer = reader.post({"size": "larger", "next": target})
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
    answer = reader.post({"size": "larger"}, headers=headers)
    assert answer.status_code == status
    assert chosen(reader) == ("s2" if status == 303 else "")


def test_no_token_is_needed_since_a_page_that_caches_keep_cannot_hold_one(health):
    host = f"{health.site.hostname}:{settings.SITE_PORT}"
    client = Client(enforce_csrf_checks=True, headers={"host": host})
    assert client.post(CHOOSE, {"size": "larger"}).status_code == 303


def test_the_script_gets_its_cookie_without_a_page(reader):
    answer = reader.post({"size": "s3", "scripted": "1"})
    assert (answer.status_code, answer.content, chosen(reader)) == (204, b"", "s3")


@pytest.mark.parametrize("method", ["get", "head", "put", "delete"])
def test_looking_at_the_address_changes_nothing(reader, method):
    answer = getattr(reader, method)(CHOOSE)
    assert answer.status_code == 405
    assert not answer.cookies


def rules(css):
    """Which size a stylesheet applies: its percentage, or nothing."""
    css = css.partition("*/")[2]
    return [
        line.partition("font-size: ")[2].rstrip("; }")
        for line in css.splitlines()
        if ":root:root" in line
    ]


@pytest.mark.parametrize(
    ("kept", "applied"),
    [("", []), ("s0", ["90%"]), ("s1", []), ("s2", ["125%"]), ("s3", ["150%"]), ("s4", ["200%"])]
    + [("nonsense", []), ("s2} body{display:none", [])],
)
def test_without_scripts_a_stylesheet_applies_exactly_the_choice(reader, kept, applied):
    reader.cookies[COOKIE_NAME] = kept
    answer = reader.get("/hien-thi/chon.css")
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/css")
    css = answer.content.decode()
    assert rules(css) == applied
    assert "data-display" not in css.partition("*/")[2] and "body" not in css


def test_that_stylesheet_is_the_readers_own(reader):
    answer = reader.get("/hien-thi/chon.css")
    assert set(answer["Cache-Control"].split(", ")) == {"private", "no-cache"}
    assert answer["Vary"] == "Cookie"


def test_pages_ask_for_it_only_where_there_are_no_scripts(reader):
    soup = BeautifulSoup(reader.get("/").content, "html.parser")
    links = soup.select('link[href="/hien-thi/chon.css"]')
    assert [link.parent.name for link in links] == ["noscript"]


def test_the_page_of_choices_says_what_is_chosen(reader):
    for kept, current in (("", "s1"), ("s4", "s4"), ("nonsense", "s1")):
        reader.cookies[COOKIE_NAME] = kept
        answer = reader.get("/hien-thi/")
        soup = BeautifulSoup(answer.content, "html.parser")
        pressed = [button["value"] for button in soup.select('main button[aria-pressed="true"]')]
        assert pressed == [current]
        percent = {size.token: size.percent for size in TEXT_SIZES}[current]
        assert f"{percent}%" in soup.main.select_one('[role="status"]').text
        assert "private" in answer["Cache-Control"] and "no-store" in answer["Cache-Control"]


def test_its_buttons_lead_back_to_it(reader):
    soup = BeautifulSoup(reader.get("/hien-thi/").content, "html.parser")
    form = soup.main.select_one("form[method=post]")
    sent = {"size": form.select("button")[-1]["value"], "next": form.select_one("input")["value"]}
    assert (form["action"], reader.post(sent)["Location"]) == (CHOOSE, "/hien-thi/")
    assert chosen(reader) == "s4"


def test_sizes_reach_twice_the_normal_one_and_every_one_has_its_rule():
    assert [size.percent for size in TEXT_SIZES] == [90, 100, 125, 150, 200]
    css = RULES_FILE.read_text("utf-8")
    for size in TEXT_SIZES:
        has_rule = f'[data-display~="{size.token}"] {{ font-size: {size.percent}%; }}' in css
        assert has_rule is (size.percent != 100)


def test_the_first_script_reads_the_cookie_that_is_written():
    assert f"{COOKIE_NAME}=" in BOOT_SCRIPT
