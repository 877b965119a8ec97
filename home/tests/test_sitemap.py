from datetime import date, timedelta
from xml.etree import ElementTree

import pytest
from django.utils import timezone
from wagtail.models import Page

from bulletins.tests.factories import create_draft, create_placement, publish_bulletin, translate
from conftest import PAST_THE_CACHE, commit
from home.tests.factories import publish_news, restrict_page
from home.views import sitemaps
from sites.services.archiving import archive_agency
from sites.tests.factories import open_in_english

pytestmark = pytest.mark.django_db

NAMESPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"


@pytest.fixture
def xml(visit):
    def get(agency, path):
        response = visit(agency, path)
        assert response.status_code == 200 and response["Content-Type"] == "application/xml"
        return ElementTree.fromstring(response.content)  # noqa: S314

    return get


@pytest.fixture
def files(xml):
    """The files that the index of a website names, and when each was last published."""

    def get(agency):
        rows = {
            entry.findtext(f"{NAMESPACE}loc").removeprefix(agency.root_url): entry.findtext(
                f"{NAMESPACE}lastmod"
            )
            for entry in xml(agency, "/sitemap.xml")
        }
        assert all(path.startswith("/sitemap-") for path in rows)
        return rows

    return get


@pytest.fixture
def entries(files, xml):
    """The entries of all files of a website, by path."""

    def get(agency):
        found = {}
        for file in files(agency):
            for entry in xml(agency, file):
                address = entry.findtext(f"{NAMESPACE}loc")
                assert address.startswith(f"{agency.root_url}/")
                path = address.removeprefix(agency.root_url)
                assert path not in found, "each address once"
                found[path] = entry
        return found

    return get


@pytest.fixture
def mapped(entries):
    """The paths on the map of a website, and when each was last published."""

    def get(agency):
        found = entries(agency)
        return {path: entry.findtext(f"{NAMESPACE}lastmod") for path, entry in found.items()}

    return get


def test_the_map_has_all_public_pages_of_its_website_and_no_others(mapped, health, district, today):
    publish_news(health, "Tiêm chủng", slug="tiem")
    publish_news(health, "Rút", slug="rut").unpublish()
    publish_news(district, "Của huyện", slug="huyen")
    secret = publish_news(health, "Kín", slug="kin")
    restrict_page(secret, kind="login")
    paths = mapped(health)
    assert {"/", "/tin-tuc/", "/tin-tuc/tiem/", "/lien-he/"} <= set(paths)
    assert not {"/tin-tuc/rut/", "/tin-tuc/huyen/", "/tin-tuc/kin/"} & set(paths)
    assert paths["/tin-tuc/tiem/"] == f"{today:%Y-%m-%d}"


def test_the_map_has_the_bulletins_in_force_here(mapped, health, district):
    now = timezone.now()
    publish_bulletin("Tin")
    publish_bulletin("Huyện", audience=["kind:district"])
    publish_bulletin("Hết", valid_until=now)
    publish_bulletin("Sẽ", valid_from=now + timedelta(hours=1))
    create_draft("Nháp")
    listed = {path for path in mapped(health) if path.startswith("/ban-tin/")}
    assert listed == {"/ban-tin/", "/ban-tin/luu-tru/", "/ban-tin/tin/"}
    assert "/ban-tin/huyen/" in mapped(district)


def test_a_bulletin_is_on_the_map_of_the_website_that_search_engines_keep_it_on(
    mapped, health, district, province
):
    publish_bulletin("Tin", source=health)
    publish_bulletin("Ngoài", source=health, audience=["kind:district"])
    hidden = publish_bulletin("Ẩn", source=health)
    create_placement(hidden, health, hidden=True)
    maps = {
        agency.code: {path for path in mapped(agency) if path.startswith("/ban-tin/")}
        - {"/ban-tin/", "/ban-tin/luu-tru/"}
        for agency in (health, district, province)
    }
    assert maps == {
        "so-y-te": {"/ban-tin/tin/"},
        "huyen-ba-be": {"/ban-tin/ngoai/", "/ban-tin/an/"},
        "tinh-bac-kan": {"/ban-tin/an/"},
    }


def test_a_translation_is_mapped_here_where_its_issuer_has_no_such_language(
    mapped, health, district
):
    open_in_english(district)
    translate(publish_bulletin("Tin", source=health), "News")
    assert "/ban-tin/tin/" not in mapped(district) and "/en/ban-tin/tin/" in mapped(district)
    open_in_english(health)
    assert "/en/ban-tin/tin/" not in mapped(district) and "/en/ban-tin/tin/" in mapped(health)


def test_the_map_has_what_is_no_page(mapped, health):
    views = {"/ban-tin/", "/ban-tin/luu-tru/", "/co-quan/", "/so-do/"}
    assert views <= set(mapped(health))


def test_the_map_has_every_language_of_its_website(mapped, health, district):
    translate(publish_bulletin("Tin"), "News")
    publish_bulletin("Chưa dịch")
    open_in_english(health)
    assert {path for path in mapped(health) if path.startswith("/en/")} == {
        "/en/",
        "/en/ban-tin/",
        "/en/ban-tin/luu-tru/",
        "/en/ban-tin/tin/",
        "/en/co-quan/",
        "/en/so-do/",
    }
    assert not [path for path in mapped(district) if path.startswith("/en/")]


def test_an_entry_names_its_languages_on_both_sides(entries, health):
    translate(publish_bulletin("Tin"), "News")
    open_in_english(health)
    found = entries(health)
    for pair in (
        ("/", "/en/"),
        ("/ban-tin/tin/", "/en/ban-tin/tin/"),
        ("/co-quan/", "/en/co-quan/"),
    ):
        vietnamese, english = (health.root_url + path for path in pair)
        expected = {"vi": vietnamese, "en": english, "x-default": vietnamese}
        for path in pair:
            links = {link.get("hreflang"): link.get("href") for link in found[path].iter(LINK)}
            assert links == expected, path
    assert not list(found["/tin-tuc/"].iter(LINK))


def test_long_maps_are_cut_into_files_that_the_index_names(files, xml, health, monkeypatch):
    monkeypatch.setattr(sitemaps, "MAX_URLS_PER_FILE", 4)
    expected = {"/sitemap-muc-vi-1.xml", "/sitemap-trang-vi-1.xml", "/sitemap-trang-vi-2.xml"}
    assert set(files(health)) == expected
    numbers = [len(xml(health, f"/sitemap-trang-vi-{number}.xml")) for number in (1, 2)]
    assert numbers == [4, 4]
    pages = Page.objects.descendant_of(health.root_page, inclusive=True)
    newest = max(page.last_published_at for page in pages)
    assert files(health)["/sitemap-trang-vi-1.xml"] == timezone.localtime(newest).isoformat()


@pytest.mark.parametrize(
    "file", ["trang-vi-2", "trang-vi-0", "trang-en-1", "muc-vi-2", "ban-tin-vi-1", "khac-vi-1"]
)
def test_there_are_no_other_files(visit, health, file):
    assert visit(health, f"/sitemap-{file}.xml").status_code == 404


def test_what_is_withdrawn_leaves_the_map_of_those_who_ask_by_date(visit, health):
    publish_bulletin("Cũ")
    newer = publish_bulletin("Mới")
    file = "/sitemap-ban-tin-vi-1.xml"
    first = visit(health, file)
    newer.unpublish()
    assert "Last-Modified" not in first
    after = visit(health, file, headers={"if-none-match": first["ETag"]})
    assert after.status_code == 200 and "/ban-tin/moi/" not in after.content.decode()


@pytest.mark.parametrize(
    "file", ["/sitemap.xml", "/sitemap-trang-vi-1.xml", "/sitemap-ban-tin-vi-1.xml"]
)
def test_a_map_costs_the_same_whatever_its_length(
    visit, health, file, django_assert_max_num_queries
):
    open_in_english(health)
    for number in range(3):
        publish_news(health, f"Bài {number}")
        translate(publish_bulletin(f"Tin {number}"), f"News {number}")
        visit(health, file + PAST_THE_CACHE)
        with django_assert_max_num_queries(7):
            visit(health, file + PAST_THE_CACHE)


def test_a_file_that_an_ended_unit_had_leads_to_what_it_still_has(visit, health, district):
    publish_bulletin("Lũ")
    commit()
    assert visit(health, "/sitemap-ban-tin-vi-1.xml").status_code == 200
    archive_agency(agency=health, successors=[district], ended_on=date(2025, 6, 30), by=None)
    commit()
    response = visit(health, "/sitemap-ban-tin-vi-1.xml")
    assert (response.status_code, response["Location"]) == (301, "/sitemap.xml")
    assert visit(health, "/sitemap.xml").status_code == 200
