"""Whatever is asked for, however oddly: an answer that says so, and never a breakdown."""

import re
from functools import partial
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse

from bulletins.tests.factories import publish_bulletin
from sites.tests.factories import open_in_english
from tests.html import read_html
from tests.public_routes import list_missing_paths

pytestmark = pytest.mark.django_db

PUBLIC = [
    "/",
    "/en/ban-tin/",
    "/tim-kiem/",
    "/tim-kiem/goi-y/",
    "/co-quan/",
    "/gop-y/",
    "/tin-tuc/",
    "/hien-thi/nhan/",
]
ADMIN = [
    "/admin/",
    "/admin/pages/search/",
    "/admin/images/",
    "/admin/journal/",
    "/admin/agencies/",
]
# Of each, those that are asked for with every header and method.
FEW = 1
FORGED = [
    {"range": "bytes=0-1,5-,-9999999999999999999999"},
    {"range": "bytes=" + ",".join(f"{n}-{n}" for n in range(2000))},
    {"range": "ký tự=\xff"},
    {"if-none-match": '"' + "x" * 9000},
    {"if-none-match": '*, W/"a", ,,'},
    {"if-match": "\x00"},
    {"if-modified-since": "Thu, 99 Foo 99999 99:99:99 GMT"},
    {"if-unmodified-since": "-1"},
    {"if-range": "\xff\xfe"},
    {"accept": "*/*;q=NaN, text/html;q=99999999999, /;;,"},
    {"accept": ";" * 5000},
    {"accept-language": "vi-" * 3000},
    {"accept-encoding": "gzip;q=x, \x01"},
    {"cookie": "sessionid=" + "x" * 5000 + "; csrftoken=\xff; =; ;;"},
    {"cookie": 'sessionid="\\000' + "a" * 31 + '"; csrftoken="\\000"; hien-thi="\\000"'},
    {"cookie": "bantin_display=\x00%00; sessionid=../../etc"},
    {"authorization": "Basic \xff"},
    {"referer": "http://[::1/\x00"},
    {"user-agent": "\xff" * 500},
    {"origin": "null"},
    {"sec-fetch-site": "\xff"},
    {"x-forwarded-for": "not an address, 1.2.3.4, \x00"},
    {"x-forwarded-for": "1," * 5000},
    {"x-forwarded-host": "evil.example"},
    {"x-forwarded-proto": "https,http"},
    {"x-forwarded-port": "x"},
    {"x-http-method-override": "DELETE"},
    {"x-requested-with": "XMLHttpRequest"},
    {"x-real-ip": "::ffff:1.2.3.4%eth0"},
    {"transfer-encoding": "chunked, identity"},
    {"content-type": "multipart/form-data"},
    {"content-type": "text/html; charset=khong-co"},
    {"expect": "100-continue"},
    {"connection": "upgrade"},
]
HOSTS = [
    "",
    " ",
    "a b",
    "so_yte.backan.localhost",
    "soyte.backan.localhost:99999999",
    "soyte.backan.localhost:x",
    "soyte.backan.localhost:",
    "soyte.backan.localhost.",
    "soyte.backan.localhost:80:80",
    "user:secret@soyte.backan.localhost",
    "soyte.backan.localhost/../x",
    "soyte.backan.localhost, evil.example",
    "soyte.backan.localhost\x00",
    "ｓoyte.backan.localhost",
    "[::1",
    "[::1]]:8000",
    "127.0.0.1",
    "0x7f.1",
    "<script>",
    "a" * 5000,
]
METHODS = [
    "TRACE",
    "TRACK",
    "PROPFIND",
    "CONNECT",
    "PURGE",
    "get",
    "DELETE",
    "PUT",
    "PATCH",
    "X" * 99,
]
QUERIES = [
    "&".join(f"a{n}=1" for n in range(10_001)),
    "&".join(f"trang={n}" for n in range(999)),
    "trang=%FF%FE&q=%C3%28&v=%ED%A0%80",
    "trang=%00&q=%00a&v=%00&den=%00&so=%00",
    "trang=99999999999999999999999&so=-1&p=1e400",
    "trang=１&p=²&q=" + "%F0%9F%98%80" * 500,
    "%=%&=&&;;&q",
    "q=" + "x" * 50_000,
    "q=" + "%20a" * 3000,
    "q[]=a&q[b]=c&from=31/02/0000&to=9999999999-99-99&type=%00&agency=%00&order=%FF",
    "from=0000-00-00&to=10000-01-01&tu=%00&year=99999999999",
    "den=//evil.example&v=" + quote("\r\nSet-Cookie: a=b"),
    "sort=__class__&ordering=" + "-" * 999 + "&p=0&export=zip",
    "kind=%00&person=%00&action=%FF&agency=" + "9" * 40,
]
# All addresses of a website take a minute, which processes share.
SHARES = 8


@pytest.fixture
def website(health):
    """Ask the website of a unit, which has English too."""
    open_in_english(health)
    publish_bulletin("Tin")
    host = f"{health.site.hostname}:{settings.SITE_PORT}"
    return Client(headers={"host": host}, raise_request_exception=False)


@pytest.fixture
def screens(sign_in, ict_admin):
    """Ask the admin, as whoever may see everything there."""
    client = sign_in(ict_admin)
    client.raise_request_exception = False
    return client


@pytest.fixture(params=["website", "admin"])
def door(request):
    """A client, with the addresses to knock at."""
    if request.param == "website":
        return request.getfixturevalue("website"), PUBLIC
    return request.getfixturevalue("screens"), ADMIN


def broken(answers):
    """Name what was asked for and broke down; 501 is what RFC 9110 has for an unknown method."""
    return {asked: code for asked, code in answers.items() if code >= 500 and code != 501}


@pytest.mark.parametrize("prefix", ["/", "/en/"])
@pytest.mark.parametrize("share", range(SHARES))
def test_no_address_of_a_website_breaks_down_whatever_stands_in_it(website, prefix, share):
    paths = list_missing_paths(prefix)[share::SHARES]
    answers = {path: website.get(path).status_code for path in paths}
    assert broken(answers) == {}
    assert 404 in answers.values()


@pytest.mark.parametrize("prefix", ["/", "/en/"])
@pytest.mark.parametrize("path", ["_util/login/", "gop-y/%00/"])
def test_what_is_missing_is_missing(website, prefix, path):
    assert prefix + path in list_missing_paths(prefix)
    assert website.get(prefix + path).status_code == 404


@pytest.mark.parametrize(
    "path",
    ["/_util/login/", "/en/_util/login/", "/icon-12345.png", "/sitemap-trang-vi-9999.xml"],
)
def test_what_has_no_name_gets_the_page_for_what_is_missing(website, path):
    response = website.get(path)
    assert response.status_code == 404
    page = read_html(response.content)
    english = path.startswith("/en/")
    assert page.html["lang"] == ("en" if english else "vi")
    # The other language is offered by its front page.
    switch = page.select_one('a[hreflang="vi"]' if english else 'a[hreflang="en"]')
    assert switch["href"].partition("?")[0] == ("/" if english else "/en/")


def test_every_name_in_a_template_has_a_route():
    names = {
        name
        for file in Path(settings.BASE_DIR, "templates").rglob("*.html")
        for name in re.findall(r"{%\s*url\s+[\"']([^\"']+)[\"']", file.read_text(encoding="utf-8"))
    }
    assert "search" in names
    assert [name for name in names if not has_route(name)] == []


def has_route(name):
    resolver = get_resolver("config.admin_urls")
    *namespaces, last = name.split(":")
    for namespace in namespaces:
        resolver = resolver.namespace_dict[namespace][1]
    if last in resolver.reverse_dict:
        return True
    try:
        return bool(reverse(name))
    except NoReverseMatch:
        return False


def test_forged_headers_break_nothing_down(door):
    client, paths = door
    answers = {
        f"{path} {headers}"[:200]: client.get(path, headers=headers).status_code
        for headers in FORGED
        for path in paths[:FEW]
    }
    assert broken(answers) == {}


def test_a_host_that_is_nobodys_is_misdirected_and_repeated_nowhere(website):
    for host in HOSTS:
        for path in ("/", "/admin/", "/khong-co/"):
            response = website.get(path, headers={"host": host})
            assert response.status_code in {200, 301, 302, 400, 404, 421}, host
            if response.status_code in {200, 404}:
                # The name of the unit, in another spelling.
                assert host.strip(".:").startswith("soyte.backan.localhost"), host
            assert "secret" not in response.text and "evil.example" not in response.text
            assert "<script>" not in response.text.replace("<script>(", "")


def test_odd_methods_break_nothing_down_and_repeat_nothing(door):
    client, paths = door
    for method in METHODS:
        for path in paths[:FEW]:
            response = client.generic(method, path, headers={"x-secret": "nhắc lại"})
            assert broken({f"{method} {path}": response.status_code}) == {}
            assert "nhắc lại" not in response.text


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query[:24])
def test_absurd_queries_break_nothing_down(door, query):
    client, paths = door
    # As bytes come from a server that speaks WSGI (PEP 3333).
    sent = query.encode().decode("latin-1")
    answers = {path: client.get(path, QUERY_STRING=sent).status_code for path in paths}
    assert broken(answers) == {}


@pytest.mark.parametrize("method", ["get", "post"])
def test_too_many_parameters_are_refused(website, method):
    ask = partial(getattr(website, method), "/tim-kiem/", QUERY_STRING=QUERIES[0])
    assert ask().status_code == 413


def test_nobody_writes_a_line_of_their_own_into_the_log(website, caplog):
    caplog.set_level("WARNING")
    website.get("/khong-co%0d%0a2026-11-27 ERROR made up%1b[31m/", headers={"referer": "a\nb"})
    said = [each.getMessage() for each in caplog.records if "made up" in each.getMessage()]
    assert said and all(line.isprintable() for line in said)
