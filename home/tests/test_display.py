import re
from functools import partial

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.test import Client

from home.display.boot import BOOT_SCRIPT, COOKIE_NAME
from home.display.choices import CHOICES, DEFAULTS, SIZES
from home.display.elsewhere import cookie_domain
from home.display.views import RULES_FILE
from sites.models import Kind
from sites.provisioning import provision_agency
from tests.content import open_in_english
from translations.catalogs import ROOT

pytestmark = pytest.mark.django_db

CHOOSE = "/hien-thi/dat/"
YEAR = 365 * 24 * 60 * 60
SWITCH = re.compile(r':root\[data-display~="(\w+)"\]')


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
    provision_agency(code="rieng", kind=Kind.BOARD, name_vi="Riêng", host=host)
    client = Client(headers={"host": host})
    assert client.post(CHOOSE, {"choice": "larger"}).cookies[COOKIE_NAME]["domain"] == ""
    form = BeautifulSoup(client.get("/").content, "html.parser").select_one(".display-toolbar")
    assert form["data-cookie-domain"] == ""


@pytest.mark.parametrize(
    ("host", "shared"),
    [
        (f"babe.{settings.BASE_DOMAIN}", True),
        (f"a.b.{settings.BASE_DOMAIN}", True),
        (settings.BASE_DOMAIN, True),
        (f"evil{settings.BASE_DOMAIN}", False),
        (f"{settings.BASE_DOMAIN}.evil.example", False),
        ("127.0.0.1", False),
        ("[::1]", False),
    ],
)
def test_only_hosts_under_the_domain_share_a_choice(host, shared):
    assert cookie_domain(host) == (settings.BASE_DOMAIN if shared else None)


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


def applied(css):
    """The tokens that a resolved stylesheet has switched on, by the rules of the file itself."""
    on = {line for line in css.splitlines() if ":root:root" in line}
    found = set()
    for line in RULES_FILE.read_text("utf-8").splitlines():
        if ":root[" in line and SWITCH.sub(":root:root", line) in on:
            found.add(SWITCH.search(line)[1])
    return found


@pytest.mark.parametrize(
    ("kept", "tokens"),
    [("", set()), ("s1", set()), ("s4", {"s4"}), ("nonsense", set())]
    + [("s3.l1.c2.u1", {"s3", "l1", "c2", "u1"}), ("c1.s0", {"s0", "c1"}), ("c3", {"c3"})]
    + [("s2} body{display:none", set())],
)
def test_without_scripts_a_stylesheet_applies_exactly_the_choice(reader, kept, tokens):
    reader.cookies[COOKIE_NAME] = kept
    answer = reader.get("/hien-thi/chon.css")
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/css")
    css = answer.content.decode()
    assert applied(css) == tokens
    assert "data-display" not in css and "display:none" not in css


def test_that_stylesheet_is_the_readers_own(reader):
    answer = reader.get("/hien-thi/chon.css")
    assert set(answer["Cache-Control"].split(", ")) == {"private", "no-cache"}
    assert answer["Vary"] == "Cookie"


def test_pages_ask_for_it_only_where_there_are_no_scripts(reader):
    soup = BeautifulSoup(reader.get("/").content, "html.parser")
    links = soup.select('link[href="/hien-thi/chon.css"]')
    assert [link.parent.name for link in links] == ["noscript"]


@pytest.mark.parametrize(
    ("kept", "tokens", "words"),
    [
        ("", ["s1", "l0", "c0", "u0"], "Cỡ chữ: Mặc định (100%)"),
        ("s4.c2", ["s4", "l0", "c2", "u0"], "Màu sắc: Tương phản cao, nền tối"),
        ("nonsense", ["s1", "l0", "c0", "u0"], "Liên kết: Như thiết kế"),
    ],
)
def test_the_page_of_choices_says_what_is_chosen(reader, kept, tokens, words):
    reader.cookies[COOKIE_NAME] = kept
    answer = reader.get("/hien-thi/")
    main = BeautifulSoup(answer.content, "html.parser").main
    pressed = [button["value"] for button in main.select('button[aria-pressed="true"]')]
    said = [one for one in main.select("[data-token]") if not one.has_attr("hidden")]
    assert pressed == [one["data-token"] for one in said] == tokens
    assert words in [one.text for one in said]
    assert "private" in answer["Cache-Control"] and "no-store" in answer["Cache-Control"]


def test_pages_that_caches_keep_claim_no_state(reader):
    # aria-pressed="false" would be untrue for whoever has chosen and runs no scripts.
    reader.cookies[COOKIE_NAME] = "s4.c2"
    soup = BeautifulSoup(reader.get("/").content, "html.parser")
    panel = soup.select_one(".display-panel")
    assert len(panel.select("button")) == 14
    assert not soup.select("[aria-pressed], [aria-disabled]")
    assert all(one.has_attr("hidden") for one in panel.select("[data-token]"))
    assert not soup.select_one(".display-switch").has_attr("open")


@pytest.mark.parametrize(("path", "word"), [("/hien-thi/", "Đặt lại"), ("/en/hien-thi/", "Reset")])
def test_every_page_has_the_same_buttons_and_reset_in_its_language(health, path, word):
    # elementor/one-click-accessibility#24 and PR 63: a Reset that nobody had translated.
    open_in_english(health)
    client = Client(headers={"host": f"{health.site.hostname}:{settings.SITE_PORT}"})
    soup = BeautifulSoup(client.get(path).content, "html.parser")
    labels = [one.text for one in soup.select('.display-panel button[value="reset"]')]
    assert labels and labels[0].startswith(word)


def test_its_buttons_lead_back_to_it(reader):
    soup = BeautifulSoup(reader.get("/hien-thi/").content, "html.parser")
    form = soup.select_one("#display-form")
    button = soup.main.select_one('button[value="s4"]')
    sent = {button["name"]: button["value"], "next": form.select_one("input")["value"]}
    assert (button["form"], form["action"]) == (form["id"], CHOOSE)
    assert reader.post(sent)["Location"] == "/hien-thi/"
    assert chosen(reader) == "s4"


def test_sizes_reach_twice_the_normal_one_and_every_token_has_its_rule():
    assert [size.percent for size in SIZES] == [90, 100, 125, 150, 200]
    css = RULES_FILE.read_text("utf-8")
    for size in SIZES:
        has_rule = f'[data-display~="{size.token}"] {{ font-size: {size.percent}%; }}' in css
        assert has_rule is (size.percent != 100)
    tokens = {option.token for choice in CHOICES for option in choice.options}
    assert set(SWITCH.findall(css)) == tokens - set(DEFAULTS)


def test_every_rule_of_a_choice_is_one_that_can_be_resolved():
    # One selector begins each line; what stands otherwise would hold for everybody.
    for line in RULES_FILE.read_text("utf-8").splitlines():
        assert line.count("data-display") == len(SWITCH.findall(line)) <= 1
        assert line.strip().startswith(":root[") is ("data-display" in line)


def test_the_script_is_small():
    assert (ROOT / "static" / "js" / "display.js").stat().st_size <= 4096


def test_the_script_writes_no_styles():
    # bennyluk/Sienna-Accessibility-Widget#42 and #45: inline styles break a strict policy.
    assert "style" not in (ROOT / "static" / "js" / "display.js").read_text("utf-8")


def test_the_first_script_reads_the_cookie_that_is_written():
    assert f"{COOKIE_NAME}=" in BOOT_SCRIPT
