from urllib.parse import urljoin, urlsplit

import pytest
from wagtail.models import Locale

from sites.caching.hosts import get_enabled_languages
from sites.tests.factories import translate_front
from tests.html import parse_html, read_html


@pytest.fixture
def english_draft(health):
    return translate_front(health)


@pytest.fixture
def english(english_draft):
    english_draft.save_revision().publish()


@pytest.mark.parametrize(
    ("path", "plain"),
    [
        ("/en/", "/"),
        ("/en", "/"),
        ("/en/?q=1&q=2", "/?q=1&q=2"),
        ("/en/ban-tin/", "/ban-tin/"),
        ("/en/ban-tin/?trang=2&x=%C4%91", "/ban-tin/?trang=2&x=%C4%91"),
        ("/en/ti%E1%BA%BFng-vi%E1%BB%87t/", "/ti%E1%BA%BFng-vi%E1%BB%87t/"),
        ("/EN/ban-tin/", "/ban-tin/"),
    ],
)
def test_a_website_without_english_leads_to_the_plain_path(health, visit, path, plain):
    response = visit(health, path)
    assert response.status_code == 302
    assert response["Location"] == plain


@pytest.mark.parametrize(
    "path",
    [
        "/en//evil.example",
        "/en///evil.example/",
        "/en/\\evil.example",
        "/en/\\/evil.example",
        "/en/%2F/evil.example",
        "/en/%5C%5Cevil.example",
        "/en/%09/evil.example",
        "/en/%0A/evil.example",
        "/en/https://evil.example",
        "/en//en//evil.example",
        "/en/?next=//evil.example",
    ],
)
def test_nobody_is_led_off_the_website(health, visit, path):
    response = visit(health, path)
    assert response.status_code == 302
    location = response["Location"]
    assert location[0] == "/" and location[1:2] not in {"/", "\\"}
    assert not set(location) & set("\t\r\n\\")
    here = f"{health.root_url}/en/"
    assert urlsplit(urljoin(here, location)).hostname == health.site.hostname


def test_a_draft_of_an_english_home_page_is_no_english_website(health, english_draft, visit):
    assert get_enabled_languages(health) == ("vi",)
    assert visit(health, "/en/")["Location"] == "/"


def test_a_live_english_home_page_is_an_english_website(health, english, visit):
    assert get_enabled_languages(health) == ("vi", "en")
    response = visit(health, "/en/")
    assert response.status_code == 200
    assert '<html lang="en"' in response.content.decode()
    assert response["Content-Language"] == "en"
    assert visit(health, "/en/ban-tin/").status_code == 200


def test_the_vietnamese_website_stays_where_it_was_and_leads_to_the_english_one(
    health, english, visit
):
    response = visit(health, "/")
    html = response.content.decode()
    assert '<html lang="vi"' in html
    assert response["Content-Language"] == "vi"
    assert read_html(html).select_one("a[hreflang=en]")["href"] == "/en/"
    assert parse_html(visit(health, "/en/")).select_one("a[hreflang=vi]")["href"] == "/"


def test_one_websites_english_is_not_anothers(health, english, district, visit):
    assert get_enabled_languages(district) == ("vi",)
    assert visit(district, "/en/")["Location"] == "/"
    assert 'hreflang="en"' not in visit(district, "/").content.decode()


def test_a_language_that_is_no_longer_declared_is_no_websites(health, visit):
    undeclared = Locale.objects.create(language_code="xx")
    front = health.root_page.specific.copy_for_translation(undeclared)
    front.save_revision().publish()
    assert get_enabled_languages(health) == ("vi",)
    assert visit(health, "/").status_code == 200
    assert visit(health, "/xx/").status_code == 404
    assert "/xx/" not in visit(health, "/sitemap-trang-vi-1.xml").content.decode()


def test_vietnamese_has_no_prefix(health, visit):
    assert visit(health, "/vi/").status_code == 404


@pytest.mark.parametrize(
    "path", ["/en-gb/tin-tuc/", "/en-us/", "/fr/", "/de/tin-tuc/", "/english/"]
)
def test_a_language_that_nobody_offers_is_a_page_that_is_not_there(health, visit, path):
    assert visit(health, path).status_code == 404


@pytest.mark.parametrize(
    "headers", [{"accept-language": "en"}, {"cookie": "django_language=en"}], ids=str
)
def test_only_the_path_chooses_the_language(health, english, visit, headers):
    response = visit(health, "/", headers=headers)
    assert response["Content-Language"] == "vi"
    assert response.content == visit(health, "/").content
    assert "Accept-Language" not in response.get("Vary", "")


def test_the_admin_on_its_own_host_is_no_english_website(db, anonymous, settings):
    response = anonymous(settings.ADMIN_HOST).get("/en/admin/?x=1")
    assert response["Location"] == "/admin/?x=1"
