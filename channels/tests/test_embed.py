"""The list in a frame, and the page that offers it."""

import re

import pytest
from django.core.exceptions import ValidationError

import bulletins.urls
from bulletins.models import RESERVED_SLUGS
from bulletins.tests.factories import create_draft, publish_bulletin, publish_emergency, translate
from channels import urls
from sites.tests.factories import open_in_english
from tests.html import parse_html, read_html

pytestmark = pytest.mark.django_db

PATH = "/ban-tin/nhung/"


@pytest.fixture
def look(visit):
    return lambda agency, path: parse_html(visit(agency, path))


def titles(soup):
    return [title.text for title in soup.select("main h2")]


def test_the_most_urgent_come_first_and_as_many_as_are_asked_for(look, health, district):
    for number in range(1, 23):
        publish_bulletin(f"Tin {number}", issued_on="2026-01-01")
    publish_emergency("Khẩn", issued_on="2025-01-01", audience=["kind:department"])
    assert titles(look(health, PATH)) == ["Khẩn", "Tin 22", "Tin 21", "Tin 20", "Tin 19"]
    assert titles(look(district, f"{PATH}?so=1")) == ["Tin 22"]
    for asked, count in (("20", 20), ("99", 20), ("0", 5), ("-1", 5), ("x", 5)):
        assert len(titles(look(health, f"{PATH}?so={asked}"))) == count, asked


@pytest.mark.parametrize(
    "asked",
    ["21", "99", "100", "9" * 9999, "0100", "٩٩٩"],
    ids=["21", "99", "100", "very long", "with a zero", "other digits"],
)
def test_whoever_asks_for_more_than_there_are_gets_the_most(look, health, asked):
    for number in range(21):
        publish_bulletin(f"Tin {number}")
    assert len(titles(look(health, f"{PATH}?so={asked}"))) == 20


def test_one_category_can_be_asked_for(look, health):
    publish_bulletin("Dịch", category="suc-khoe")
    publish_bulletin("Bão", category="thien-tai")
    assert titles(look(health, f"{PATH}?muc=suc-khoe")) == ["Dịch"]
    assert titles(look(health, f"{PATH}?muc=khac&so=1")) == ["Bão"]


def test_links_lead_out_of_the_frame(look, health):
    publish_bulletin("Tin")
    soup = look(health, PATH)
    links = soup.select("a")
    assert [link["href"] for link in links] == ["/ban-tin/tin/", "/ban-tin/"]
    assert all((link["target"], link["rel"]) == ("_blank", ["noopener"]) for link in links)
    assert soup.select_one('meta[name="robots"]')["content"] == "noindex"
    assert not soup.select("script, form, iframe, style, [style]")


def test_it_speaks_the_language_of_its_address(look, health):
    open_in_english(health)
    translate(publish_bulletin("Có", issued_on="2026-01-02"), "News")
    publish_bulletin("Chưa", issued_on="2026-01-01")
    soup = look(health, f"/en{PATH}")
    assert soup.h1.text == "Bulletins"
    assert [(h.text, h.get("lang")) for h in soup.select("h2")] == [("News", None), ("Chưa", "vi")]


def policy(response):
    return dict(line.split(" ", 1) for line in response["Content-Security-Policy"].split("; "))


def test_it_may_be_framed_by_anybody_and_do_nothing(visit, kept, health):
    for _from_view, response in enumerate([visit(health, PATH), visit(health, PATH)]):
        assert "X-Frame-Options" not in response
        assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert policy(response) == {
            "default-src": "'none'",
            "style-src": "'self'",
            "font-src": "'self'",
            "img-src": "'self'",
            "base-uri": "'none'",
            "form-action": "'none'",
            "frame-ancestors": "*",
        }
    assert kept(health, PATH)


@pytest.mark.parametrize(
    "path", ["/", "/ban-tin/", "/ban-tin/tin/", "/ban-tin/tin/wifi/", "/ban-tin/nguon-tin/"]
)
def test_no_other_page_may_be_framed(visit, health, path):
    publish_bulletin("Tin")
    response = visit(health, path)
    assert policy(response)["frame-ancestors"] == "'none'"
    assert response["X-Frame-Options"] in {"DENY", "SAMEORIGIN"}


def test_the_sources_page_lists_what_there_is(look, visit, health):
    publish_bulletin("Tin", category="doi-song")
    soup = look(health, "/ban-tin/nguon-tin/")
    links = {link["href"] for link in soup.main.select("a")}
    machines = {link for link in links if re.search(r"\.(xml|json|ics|atom)$", link)}
    assert len(machines) == 6 * 3 + 3 + 2
    for link in machines - {f"webcal://{health.root_url.partition('://')[2]}/ban-tin/lich.ics"}:
        assert visit(health, link).status_code == 200
    assert f"webcal://{health.root_url.partition('://')[2]}/ban-tin/lich.ics" in links


def test_the_code_to_copy_is_a_frame_of_this_website(look, visit, health):
    open_in_english(health)
    for prefix in ("", "/en"):
        soup = look(health, f"{prefix}/ban-tin/nguon-tin/")
        code = soup.select_one("textarea[readonly]")
        frame = read_html(code.text).iframe
        assert frame["src"] == f"{health.root_url}{prefix}{PATH}?so=5"
        assert health.heading in frame["title"]
        assert visit(health, frame["src"].removeprefix(health.root_url)).status_code == 200
        assert soup.select_one(f'button[data-copies="{code["id"]}"]')


def test_every_page_leads_to_the_feeds(look, health):
    publish_bulletin("Tin")
    for path in ("/", "/ban-tin/", "/ban-tin/tin/", "/tin-tuc/"):
        soup = look(health, path)
        found = {link["type"]: link["href"] for link in soup.select('link[rel="alternate"][type]')}
        assert found == {
            "application/rss+xml": "/ban-tin/rss.xml",
            "application/atom+xml": "/ban-tin/atom.xml",
            "application/feed+json": "/ban-tin/feed.json",
            "text/calendar": "/ban-tin/lich.ics",
        }
        assert soup.footer.select('a[href="/ban-tin/nguon-tin/"]')
    assert look(health, "/ban-tin/").main.select('a[href="/ban-tin/nguon-tin/"]')


def test_no_bulletin_takes_an_address_below_the_list_that_is_something_else(health):
    routes = [str(one.pattern) for one in [*bulletins.urls.urlpatterns, *urls.urlpatterns]]
    taken = {route.partition("/")[0] for route in routes if re.match("[a-z-]+/", route)}
    assert taken == RESERVED_SLUGS
    for slug in taken:
        with pytest.raises(ValidationError):
            create_draft(slug=slug)
